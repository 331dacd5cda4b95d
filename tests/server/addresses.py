"""Addresses whose views say what reached them."""

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def note(request):
    with (settings.HOME / "notes.txt").open("a") as file:
        file.write(request.POST["words"] + "\n")
    return HttpResponse("noted")


def headers(request):
    return HttpResponse(" ".join(sorted(key for key in request.META if key.startswith("HTTP_"))))


def long(request):
    return StreamingHttpResponse(b"x" * 8192 for _n in range(1000))


urlpatterns = [
    path("note", note),
    path("headers", headers),
    path("long", long),
    path("", include("civic.server.urls")),
]
