"""Addresses of what is good here."""

from django.urls import URLPattern, URLResolver, path

from assets_register.good_here import views

app_name = "good_here"
urlpatterns: list[URLPattern | URLResolver] = [
    path("good-here/", views.index, name="index"),
    path("good-here/add/", views.add, name="add"),
    path("good-here/<uuid:uuid>/", views.thing, name="thing"),
    path("good-here/<uuid:uuid>/ask/", views.ask, name="ask"),
    path("good-here/<uuid:uuid>/pledge/", views.pledge, name="pledge"),
    path("good-here/<uuid:uuid>/pledge/<uuid:pledge_uuid>/end/", views.end_pledge, name="end_pledge"),
    path("good-here/<uuid:uuid>/list/", views.make_listing, name="make_listing"),
]
