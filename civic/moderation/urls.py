"""Addresses this room answers."""

from django.urls import URLPattern, URLResolver, path

from civic.moderation import views

app_name = "moderation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("report/", views.report_by_key, name="report"),
    path("report/<str:kind>/<str:id>/", views.report, name="report"),
    path("another-look/<str:token>/", views.another_look, name="another_look"),
    path("moderation-log/", views.log, name="log"),
]
