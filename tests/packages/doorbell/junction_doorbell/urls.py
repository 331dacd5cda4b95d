from django.http import HttpResponse
from django.urls import path


def ring(request):
    return HttpResponse("ding dong")


urlpatterns = [path("", ring, name="ring")]
