"""Addresses this room answers."""

from django.urls import URLPattern, URLResolver, path

from civic.places import views

urlpatterns: list[URLPattern | URLResolver] = [path("media/<path:path>", views.media, name="media")]
