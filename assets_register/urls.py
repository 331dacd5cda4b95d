"""Addresses this room answers beside its pages."""

from django.urls import URLPattern, URLResolver, path

from assets_register import files, saved_search_views, views
from assets_register.offered.sheet import sheet_view
from assets_register.ogc import views as ogc

app_name = "assets_register"
urlpatterns: list[URLPattern | URLResolver] = [
    path("still-right/<str:token>/", views.still_right, name="still_right"),
    path("keep-search/", saved_search_views.keep, name="keep_search"),
    path("stop-search/<str:token>/", saved_search_views.stop, name="stop_search"),
    path("space/<uuid:uuid>/", views.space, name="space"),
    # OGC API - Features: its addresses end without a slash (OGC 17-069, clause 7).
    path("ogc/", ogc.landing, name="ogc_landing"),
    path("ogc/api", ogc.api, name="ogc_api"),
    path("ogc/conformance", ogc.conformance, name="ogc_conformance"),
    path("ogc/collections", ogc.collections, name="ogc_collections"),
    path("ogc/collections/<str:collection_id>", ogc.collection, name="ogc_collection"),
    path("ogc/collections/<str:collection_id>/items", ogc.items, name="ogc_items"),
    path("ogc/collections/<str:collection_id>/items/<str:feature_id>", ogc.item, name="ogc_item"),
    # The same set a list shows, for machines. Wagtail's own addresses hold no dots, so these are found
    # here; the first part is the slug of the spaces page.
    path("<slug:section>/spaces.csv", files.csv, name="csv"),
    path("<slug:section>/spaces.xlsx", files.xlsx, name="xlsx"),
    path("<slug:section>/spaces.geojson", files.geojson, name="geojson"),
    path("<slug:section>/<slug:slug>/who-is-in/<str:day>.pdf", sheet_view, name="who_is_in_sheet"),
    path("<slug:section>/clusters.json", views.clusters, name="clusters"),
    path("<slug:section>/outline.json", views.outline, name="outline"),
]
