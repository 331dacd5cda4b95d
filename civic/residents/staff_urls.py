"""Where the admin's own sign-in would be: the site's one sign-in instead."""

from django.urls import URLPattern, path

from civic.residents import views

urlpatterns: list[URLPattern] = [path("", views.staff_sign_in, name="staff_sign_in")]
