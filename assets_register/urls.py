"""Addresses this room answers beside its pages."""

from django.urls import URLPattern, URLResolver, path

from assets_register import views

app_name = "assets_register"
urlpatterns: list[URLPattern | URLResolver] = [
    path("space/<uuid:uuid>/", views.space, name="space"),
]
