"""Addresses this room answers."""

from django.urls import URLPattern, URLResolver, path

from civic.residents import desk_views, views

app_name = "residents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("confirm/<str:token>/", views.confirm_email, name="confirm_email"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("desk/sign-in/", desk_views.desk_sign_in, name="desk_sign_in"),
    path("desk/leave/", desk_views.desk_leave, name="desk_leave"),
    path("desk/this-computer/", desk_views.desk_machine, name="desk_machine"),
    path("desk/my-pin/", desk_views.desk_pin, name="desk_pin"),
    path("second-step/", views.second_step, name="second_step"),
    path("undo-address/<str:token>/", views.undo_address, name="undo_address"),
    path("keep-with-my-account/", views.claim, name="claim"),
]
