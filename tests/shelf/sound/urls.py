from django.http import HttpResponse
from django.template import engines
from django.urls import path

PAGE = '{% load plugins %}before {% plugin_slot "shelf.page" word="hello" %} after'


def page(request):
    return HttpResponse(engines["django"].from_string(PAGE).render({}, request))


urlpatterns = [path("", page, name="page")]
