"""How the record shows up on other rooms' pages: two panels and the search box."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.pages.finds import Find, FindSource, register_find_source
from civic.pages.panels import Panel, register_panel
from civic.pages.sitemaps import Mapped, SitemapSource, register_sitemap_source
from civic.record.models import Answer, Insight
from civic.record.selectors import overdue_insights, published_answers

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site

#: How long a new answer leads a page.
FRESH = timedelta(days=3)
#: So many overdue answers a panel names; the rest are counted.
OVERDUE_SHOWN = 3


def newest_answer(
    request: "HttpRequest", site: "Site", options: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Return the newest answer of a place, or nothing; nothing either where it leads the page already."""
    answer = _newest(request, site)
    return {"answer": answer} if answer is not None and not _leads(request, answer) else None


def fresh_answer(
    request: "HttpRequest", site: "Site", options: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Return the newest answer while it is fresh, to lead a page with it; then nothing."""
    answer = _newest(request, site)
    if answer is None or answer.published_at is None or answer.published_at < timezone.now() - FRESH:
        return None
    request.__dict__["_leading_answer"] = answer.pk
    return {"answer": answer}


def _newest(request: "HttpRequest", site: "Site") -> Answer | None:
    """Return the newest answer, read once a request."""
    known: dict[int, Answer | None] = request.__dict__.setdefault("_newest_answers", {})
    if site.pk not in known:
        known[site.pk] = published_answers(site).first()
    return known[site.pk]


def _leads(request: "HttpRequest", answer: Answer) -> bool:
    return bool(request.__dict__.get("_leading_answer") == answer.pk)


def overdue(request: "HttpRequest", site: "Site", options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what should have been answered by now, longest overdue first, or nothing."""
    today = timezone.localdate()
    late = list(overdue_insights(site, today))
    return {"overdue": late[:OVERDUE_SHOWN], "count": len(late), "today": today} if late else None


def find_in_record(site: "Site", text: str, limit: int) -> Sequence[Find]:
    """Return answers and what we heard that hold all the words of a search."""
    words = text.split()[:8]
    answers = Answer.objects.filter(site=site).published()
    heard = Insight.objects.filter(site=site)
    for word in words:
        answers = answers.filter(headline__icontains=word) | answers.filter(because__icontains=word)
        heard = heard.filter(title__icontains=word) | heard.filter(summary__icontains=word)
    found = [
        Find(
            title=answer.headline,
            url=reverse("record:answer", args=[answer.uuid]),
            detail=str(_("%(who)s answered") % {"who": answer.owner_name}),
        )
        for answer in answers[:limit]
    ]
    found += [
        Find(title=one.title, url=reverse("record:insight", args=[one.uuid]), detail=str(_("What we heard")))
        for one in heard[: max(0, limit - len(found))]
    ]
    return found if words else []


def mapped_answers(site: "Site", start: int, limit: int) -> Sequence[Mapped]:
    """Return the pages of answers, for search engines; none where the place has no page for them."""
    from civic.record.pages import what_changed_page

    page = what_changed_page(site)
    parts = page.get_url_parts() if page is not None else None
    if page is None or parts is None:
        return []
    rows = Answer.objects.filter(site=site).published().order_by("pk")
    return [
        Mapped(
            path=parts[2] + str(page.reverse_subpage("answer", kwargs={"uuid": row.uuid})),
            changed=row.published_at,
        )
        for row in rows[start : start + limit]
    ]


def register_showings() -> None:
    """Register the panels and the search."""
    register_sitemap_source(
        SitemapSource(
            key="answers",
            count=lambda site: Answer.objects.filter(site=site).published().count(),
            pages=mapped_answers,
        )
    )
    register_panel(
        Panel(
            key="record.fresh_answer",
            label=_("The newest answer, for its first days"),
            template="record/panels/newest_answer.html",
            context=fresh_answer,
        )
    )
    register_panel(
        Panel(
            key="record.newest_answer",
            label=_("The newest answer"),
            template="record/panels/newest_answer.html",
            context=newest_answer,
        )
    )
    register_panel(
        Panel(
            key="record.overdue",
            label=_("Answers that are overdue"),
            template="record/panels/overdue.html",
            context=overdue,
        )
    )
    register_find_source(
        FindSource(key="record", label=_("What changed"), door="changed", find=find_in_record)
    )
