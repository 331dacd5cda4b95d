"""Addresses of a facilitator's work with themes, inside the admin."""

from django.urls import URLPattern, URLResolver, path

from plugins.insight_themes.views import staff

urlpatterns: list[URLPattern | URLResolver] = [
    path("", staff.index, name="index"),
    path("<uuid:uuid>/", staff.conversation, name="conversation"),
    path("<uuid:uuid>/again/", staff.again, name="again"),
    path("<uuid:uuid>/not-placed/", staff.place, name="place"),
    path("<uuid:uuid>/not-published/", staff.place_unpublished, name="place_unpublished"),
    path("theme/<int:pk>/name/", staff.rename, name="rename"),
    path("theme/<int:pk>/heard/", staff.insight, name="insight"),
]
