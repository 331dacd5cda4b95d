"""Addresses that refuse, fail, or take a form, beside the site's own."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path

from civic.urls import urlpatterns as real


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def failing(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


def say(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST["text"].replace("\r\n", "\n"))


urlpatterns = [
    path("forbidden/", forbidden),
    path("failing/", failing),
    path("say/", say),
    *real,
]
