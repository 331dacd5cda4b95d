"""Addresses of a conversation in a room."""

from django.urls import URLPattern, URLResolver

app_name = "room"
urlpatterns: list[URLPattern | URLResolver] = []
