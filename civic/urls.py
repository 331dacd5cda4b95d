"""Which room answers which address. Composition only; rooms are named by string."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

handler500 = "civic.themekit.errors.server_error"

# The same whatever the language.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("civic.server.urls")),
    path("", include("civic.places.urls")),
    path("", include("civic.pages.sitemap_urls")),
    path("admin/login/", include("civic.residents.staff_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/", include("civic.api.urls")),
]

# Pages people read: English as it is, Welsh under /cy/.
urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.urls")),
    path("", include("civic.pages.urls")),
    path("", include("civic.residents.urls")),
    path("", include("civic.record.urls")),
    path("", include("civic.notify.urls")),
    path("", include("civic.moderation.urls")),
    path("", include("assets_register.urls")),
    path("", include("assets_register.good_here.urls")),
    path("", include("engagement.projects.urls")),
    path("", include("engagement.conversations.room.urls")),
    path("", include("engagement.conversations.urls")),
    path("plugins/", include("civic.pluginkit.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

if settings.JUNCTION_DEMO and "civic.demo" in settings.INSTALLED_APPS:
    urlpatterns = [
        *i18n_patterns(path("demo/", include("civic.demo.urls")), prefix_default_language=False),
        *urlpatterns,
    ]
