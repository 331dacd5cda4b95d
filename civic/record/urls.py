"""Addresses this room answers. Answers are shown by the "What changed" page; these never move."""

from django.urls import URLPattern, URLResolver, path

from civic.record import feeds, views

app_name = "record"
urlpatterns: list[URLPattern | URLResolver] = [
    path("heard/<uuid:uuid>/", views.insight, name="insight"),
    path("answers/feed.rss", feeds.WhatChangedFeed(), name="rss"),
    path("answers/feed.atom", feeds.WhatChangedAtom(), name="atom"),
    path("answers/<uuid:uuid>/", views.answer, name="answer"),
    path("answers/<uuid:uuid>/poster-<str:paper>.pdf", views.poster, name="poster"),
]
