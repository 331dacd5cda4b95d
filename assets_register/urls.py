"""Addresses this room answers beside its pages."""

from django.urls import URLPattern, URLResolver, path

from assets_register import views

app_name = "assets_register"
urlpatterns: list[URLPattern | URLResolver] = [
    path("still-right/<str:token>/", views.still_right, name="still_right"),
    path("space/<uuid:uuid>/", views.space, name="space"),
    # The same set a list shows, for machines; the first part is the slug of the spaces page.
    path("<slug:section>/spaces.csv", views.csv, name="csv"),
    path("<slug:section>/spaces.geojson", views.geojson, name="geojson"),
    path("<slug:section>/clusters.json", views.clusters, name="clusters"),
    path("<slug:section>/outline.json", views.outline, name="outline"),
]
