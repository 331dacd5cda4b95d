"""Addresses this room answers. Answers are shown by the "What changed" page; these never move."""

from django.urls import URLPattern, URLResolver, path

from civic.record import views

app_name = "record"
urlpatterns: list[URLPattern | URLResolver] = [
    path("heard/<uuid:uuid>/", views.insight, name="insight"),
    path("answers/<uuid:uuid>/", views.answer, name="answer"),
]
