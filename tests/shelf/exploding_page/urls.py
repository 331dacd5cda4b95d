import sys

from django.urls import path


def explode(request):
    raise ValueError("told by ada@pellbridge.example")


def leave(request):
    sys.exit("I am off")


urlpatterns = [path("", explode, name="explode"), path("leave/", leave, name="leave")]
