"""What changed: every answer of a place, and what is still owed one."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path
from wagtail.models import Locale, Site

from civic.pages.models import SectionIndexPage
from civic.record.models import Answer
from civic.record.posters import poster_links
from civic.record.selectors import (
    answer_trail,
    awaited_insights,
    overdue_insights,
    published_answers,
    told_counts,
    with_what_was_asked,
)

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

#: Answers on one page of the list; what is owed stands on the first.
PER_PAGE = 20
#: So much of what is late is shown, longest late first; all of it is counted.
OVERDUE_SHOWN = 60
#: So much of what is awaited is listed; an index page is not a register.
AWAITED_SHOWN = 20


class WhatChangedPage(SectionIndexPage):
    """The front of "What changed". Its answers are records, shown by the routes below."""

    door = "changed"
    template = "record/what_changed.html"
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("What changed")

    @path("")
    def front(self, request: "HttpRequest") -> HttpResponse:
        """List what is overdue, then the answers, newest first, then what is awaited."""
        site = Site.find_for_request(request)
        today = timezone.localdate()
        shown = Paginator(published_answers(site), PER_PAGE).get_page(request.GET.get("page"))
        first = shown.number == 1
        context = {
            "answers": shown,
            "rows": with_what_was_asked(list(shown)),
            "overdue": list(overdue_insights(site, today)[:OVERDUE_SHOWN]) if first else [],
            "overdue_count": overdue_insights(site, today).count() if first else 0,
            "awaited": list(awaited_insights(site, today)[:AWAITED_SHOWN]) if first else [],
            "today": today,
        }
        return self._rendered(request, context)

    @path("<uuid:uuid>/", name="answer")
    def answer(self, request: "HttpRequest", uuid: "UUID") -> HttpResponse:
        """Show one answer and walk back to the words."""
        site = Site.find_for_request(request)
        found = get_object_or_404(Answer.objects.published(), uuid=uuid, site=site)
        return self._rendered(request, answer_context(found), template="record/answer.html")

    def _rendered(
        self, request: "HttpRequest", context: dict[str, Any], template: str | None = None
    ) -> HttpResponse:
        rendered: HttpResponse = self.render(request, context_overrides=context, template=template)
        return rendered

    def address_of(self, answer: Answer, request: "HttpRequest | None" = None) -> str:
        """Return where an answer is shown, as a path."""
        return str(self.get_url(request)) + str(self.reverse_subpage("answer", kwargs={"uuid": answer.uuid}))


def answer_context(answer: Answer) -> dict[str, Any]:
    """Return what an answer's page shows."""
    return {
        "trail": answer_trail(answer),
        "versions": list(answer.versions.order_by("-number")),
        "told": told_counts(answer),
        "posters": poster_links(answer),
    }


def what_changed_page(site: Site) -> WhatChangedPage | None:
    """Return a place's "What changed" page in the language in force; one query."""
    pages = WhatChangedPage.objects.live().descendant_of(site.root_page)
    locale = Locale.get_active()
    by_locale = {page.locale_id: page for page in pages}
    return by_locale.get(locale.pk) or next(iter(by_locale.values()), None)
