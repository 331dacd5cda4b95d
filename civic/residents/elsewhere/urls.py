"""Addresses of signing in elsewhere, by the names allauth gives them."""

from django.urls import URLPattern, path

from civic.residents.elsewhere import views

urlpatterns: list[URLPattern] = [
    path("oidc/<str:provider_id>/login/", views.login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
