"""Addresses this room answers."""

from django.urls import URLPattern, URLResolver, path

from civic.residents import views

app_name = "residents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("confirm/<str:token>/", views.confirm_email, name="confirm_email"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("second-step/", views.second_step, name="second_step"),
    path("undo-address/<str:token>/", views.undo_address, name="undo_address"),
    path("keep-with-my-account/", views.claim, name="claim"),
]
