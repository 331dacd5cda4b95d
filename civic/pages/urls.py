"""Addresses this room answers."""

from django.urls import path

from civic.pages import views

app_name = "pages"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("about/", views.standard_page, {"slug": "about"}, name="about"),
    path("privacy/", views.standard_page, {"slug": "privacy"}, name="privacy"),
    path("accessibility/", views.standard_page, {"slug": "accessibility"}, name="accessibility"),
    path("link-picture/<str:token>.png", views.link_picture, name="link_picture"),
    path("style/", views.style, name="style"),
]
