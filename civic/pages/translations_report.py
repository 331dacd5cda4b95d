"""wagtail-localize's report, kept to the pages of somebody's own places."""

from typing import TYPE_CHECKING, Any

from wagtail.models import Page
from wagtail_localize.views.report import TranslationsReportView

from civic.pages.admin_scope import pages_of_own_places

if TYPE_CHECKING:
    from django.db.models import QuerySet


class OwnTranslations(TranslationsReportView):
    """The report without what stands in another place."""

    def get_queryset(self) -> "QuerySet[Any]":
        """Return the translations of pages of one's own places; all for a superuser."""
        found: QuerySet[Any] = super().get_queryset().order_by("-source__last_updated_at", "pk")
        if self.request.user.is_superuser:
            return found
        own = pages_of_own_places(Page.objects.all(), self.request.user)
        return found.filter(source__object__translation_key__in=own.values("translation_key"))
