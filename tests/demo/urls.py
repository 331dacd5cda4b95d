"""The site's addresses with the demo's in front, as ``civic.urls`` has them in the demo."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from civic.urls import urlpatterns as of_the_site

urlpatterns = [
    *i18n_patterns(path("demo/", include("civic.demo.urls")), prefix_default_language=False),
    *of_the_site,
]
