"""Addresses of the demo bar."""

from django.urls import path

from civic.demo import views

app_name = "demo"
urlpatterns = [
    path("be/<str:first_name>/", views.be, name="be"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("neighbours/", views.neighbours_switch, name="neighbours"),
    path("next/", views.what_next, name="next"),
]
