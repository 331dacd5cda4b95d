"""Addresses themes answer, under ``/plugins/themes/``."""

from django.urls import URLPattern, URLResolver, path

from plugins.insight_themes.views import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("<uuid:conversation>/", public.themes, name="themes"),
    path("<uuid:conversation>/<uuid:theme>/", public.theme, name="theme"),
]
