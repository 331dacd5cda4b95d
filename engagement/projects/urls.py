"""Addresses this room answers outside its section."""

from django.urls import path

from engagement.projects import views

app_name = "projects"
urlpatterns = [path("coming/<str:token>/", views.coming, name="coming")]
