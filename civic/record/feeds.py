"""What changed, for feed readers: answers and what is late, newest first, as RSS and as Atom."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from civic.pages.languages import shown_place_name
from civic.pages.templatetags.ui import day
from civic.places.context import current_site
from civic.places.models import PlaceSettings
from civic.record.enums import Outcome
from civic.record.pages import what_changed_page
from civic.record.selectors import overdue_insights, published_answers

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site

    from civic.record.models import Answer, Insight

#: So many answers, and so much of what is late, stand in a feed.
ANSWERS = 30
LATE = 10


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing in the feed."""

    uuid: UUID
    title: str
    words: str
    link: str
    who: str
    at: datetime
    changed_at: datetime


def entries(site: "Site") -> list[Entry]:
    """Return what stands in a place's feed, newest first. Constant queries."""
    answers = published_answers(site).prefetch_related("versions")[:ANSWERS]
    late = overdue_insights(site, timezone.localdate())[:LATE]
    found = [*(_answered(one) for one in answers), *(_late(one) for one in late)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _answered(answer: "Answer") -> Entry:
    outcome = _("No") if answer.outcome == Outcome.NOT else answer.get_outcome_display()
    heard = "; ".join(insight.title for insight in answer.insights.all())
    said = [f"{_('You said:')} {heard}", f"{_('Because:')} {answer.because}"]
    if answer.what_changes:
        said.append(f"{_('What changes:')} {answer.what_changes}")
    if answer.version > 1:
        said.append(f"{_('This answer was put right.')} {answer.correction_note}")
    at = answer.published_at or timezone.now()
    return Entry(
        uuid=answer.uuid,
        title=f"{outcome}: {answer.headline}",
        words="\n\n".join(said),
        link=reverse("record:answer", args=[answer.uuid]),
        who=answer.owner_name,
        at=at,
        changed_at=max([at, *(version.written_at for version in answer.versions.all())]),
    )


def _late(insight: "Insight") -> Entry:
    due = insight.answer_due_on or date.min
    missed = _("We haven’t answered yet. %(who)s said it would by %(day)s.")
    words = missed % {"who": insight.answer_owner_name, "day": day(due)}
    why = f" {_('Why it is late:')} {insight.why_late}" if insight.why_late else ""
    since = datetime.combine(due + timedelta(days=1), time(), tzinfo=UTC)
    return Entry(
        uuid=insight.uuid,
        title=_("Not answered, and late: %(what)s") % {"what": insight.title},
        words=f"{words}{why}",
        link=reverse("record:insight", args=[insight.uuid]),
        who=insight.answer_owner_name,
        at=since,
        changed_at=since,
    )


class WhatChangedFeed(Feed["Entry", "Site"]):
    """The feed of one place, in the language in force."""

    feed_type: type[SyndicationFeed] = Rss201rev2Feed
    address = "record:rss"

    def __call__(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the feed of the place in force."""
        if current_site() is None:
            raise Http404
        response: HttpResponse = super().__call__(request, *args, **kwargs)
        # Django says when it last changed, and keepers in between would guess from that for how long
        # it holds: days, for a feed that rests. What is late is to be seen as late the same day.
        patch_cache_control(response, no_cache=True)
        return response

    def get_object(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> "Site":
        site = current_site()
        if site is None:
            raise Http404
        return site

    def title(self, site: "Site") -> str:
        return f"{_('What changed')}: {shown_place_name(site, PlaceSettings.for_site(site))}"

    def link(self, site: "Site") -> str:
        page = what_changed_page(site)
        return str(page.get_url() if page else "/")

    def description(self, site: "Site") -> str:
        return _("What was asked, what was done, and why not where it was not.")

    subtitle = description

    def feed_url(self, site: "Site") -> str:
        return reverse(self.address)

    def items(self, site: "Site") -> list[Entry]:
        return entries(site)

    def item_title(self, item: Entry) -> str:
        return item.title

    def item_description(self, item: Entry) -> str:
        """Return the words as HTML, which is what readers take them for: nothing typed becomes markup."""
        return linebreaks(item.words, autoescape=True)

    def item_link(self, item: Entry) -> str:
        return item.link

    def item_guid(self, item: Entry) -> str:
        return f"urn:uuid:{item.uuid}"

    item_guid_is_permalink = False

    def item_author_name(self, item: Entry) -> str:
        return item.who

    def item_pubdate(self, item: Entry) -> datetime:
        return item.at

    def item_updateddate(self, item: Entry) -> datetime:
        return item.changed_at


class WhatChangedAtom(WhatChangedFeed):
    """The same, as Atom."""

    feed_type = Atom1Feed
    address = "record:atom"
