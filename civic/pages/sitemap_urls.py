"""Addresses that are the same whatever the language."""

from django.urls import path

from civic.pages import sitemap_views

app_name = "sitemaps"
urlpatterns = [
    path("robots.txt", sitemap_views.robots, name="robots"),
    path("sitemap.xml", sitemap_views.sitemap, name="sitemap"),
    path("sitemap-<slug:key>-<int:number>.xml", sitemap_views.sitemap_part, name="sitemap_part"),
]
