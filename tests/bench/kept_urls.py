"""The site's addresses and one that answers with nothing, through the same layers."""

from django.http import HttpResponse
from django.urls import path

from civic.urls import handler500, urlpatterns

__all__ = ["handler500", "urlpatterns"]

urlpatterns = [path("empty/", lambda request: HttpResponse()), *urlpatterns]
