"""Searches people keep: what is new since they were last told, and the email that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from assets_register.addresses import section_path, space_path
from assets_register.counting import count_spaces
from assets_register.facets import chips, facets
from assets_register.matching import matching
from assets_register.models import SavedSearch
from assets_register.query import Query, read_query
from assets_register.search import public_rows
from civic.notify.kinds import MessageKind, register_kind
from civic.notify.services import ask_to_confirm, tell
from civic.record.sources import split_key
from civic.record.voices import VoiceItem

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.notify.models import Message
    from civic.residents.models import Contributor

KIND = "assets_register.new_spaces"
VOICE = "assets_register.search"
_SALT = "assets_register.stop-search"
#: How many searches one person may keep in a place.
A_PERSON = 20
#: A search may be kept while it finds no more than so many: every new one among more would be news to nobody.
MOST = 500
#: How many an email names.
IN_A_LETTER = 20


def kept_params(query: Query) -> str:
    """Return the part of a list's address that says what is looked for, not how it is shown or when."""
    shown = {"sort", "view", "page", "after", "before", "open"}
    return urlencode([(name, value) for name, value in query.params() if name not in shown])


def in_words(site: "Site", query: Query) -> str:
    """Return what a search looks for, in the language in force: “hall”, Kitchen, Holds 30 people."""
    shown = facets(site, query, count_spaces(site, query), {})
    found = [chip.label for chip in chips(query, shown)]
    if query.use == "all":
        found.append(_("Everything owned"))
    return ", ".join(found)


def described(search: SavedSearch) -> str:
    """Return what a kept search looks for, in the language in force; as kept where it cannot be read."""
    read = read_query(search.site, QueryDict(search.params))
    return search.words if read.errors else in_words(search.site, read.query) or search.words


def search_of(contributor: "Contributor", query: Query) -> SavedSearch | None:
    """Return the search as this person keeps it, or None."""
    return contributor.saved_searches.filter(params=kept_params(query), stopped_at=None).first()


def has_room(contributor: "Contributor") -> bool:
    """Say whether somebody may keep one more."""
    return contributor.saved_searches.filter(stopped_at=None).count() < A_PERSON


@transaction.atomic
def keep_search(site: "Site", contributor: "Contributor", query: Query) -> SavedSearch:
    """Keep a search for somebody; what fits today is not news. Kept twice it is kept once.

    Asks whether their address is theirs where nobody has confirmed it: until then nothing is sent.
    """
    query = replace(query, open_now=False)  # what is open now is no news later
    seen = list(matching(site, query, as_typed=True).values_list("pk", flat=True))
    search, _made = SavedSearch.objects.update_or_create(
        contributor=contributor,
        params=kept_params(query),
        defaults={"site": site, "words": in_words(site, query)[:500], "seen": seen, "stopped_at": None},
    )
    ask_to_confirm(contributor)
    return search


def tell_of_new(site: "Site") -> int:
    """Tell everybody whose search finds something it did not find before; return how many emails.

    Nobody is told of the same space twice by one search. A search that cannot be read as it was
    meant (a postcode that is gone) stays silent: it is never widened.
    """
    told = 0
    found: dict[str, list[int] | None] = {}
    kept = SavedSearch.objects.filter(site=site, stopped_at=None, contributor__erased_at=None)
    for search in kept.select_related("contributor", "site").order_by("pk").iterator(chunk_size=200):
        if search.params not in found:
            read = read_query(site, QueryDict(search.params))
            rows = None if read.errors else matching(site, read.query, as_typed=True)
            found[search.params] = None if rows is None else list(rows.values_list("pk", flat=True))
        ids = found[search.params]
        seen = set(search.seen)
        new = [pk for pk in ids or () if pk not in seen]
        if new:
            _tell(search, new)
            told += 1
    return told


@transaction.atomic
def _tell(search: SavedSearch, new: list[int]) -> None:
    search.letters += 1
    search.seen = [*search.seen, *new]
    search.save(update_fields=["letters", "seen"])
    with override(search.contributor.language):
        words = described(search)
    tell(
        search.contributor,
        kind=KIND,
        once_key=f"{KIND}:{search.uuid}:{search.letters}",
        context={"search": str(search.uuid), "words": words, "assets": new[: IN_A_LETTER * 5]},
    )


def stop_search(search: SavedSearch) -> bool:
    """Send no more about it. False where that was so already."""
    return bool(SavedSearch.objects.filter(pk=search.pk, stopped_at=None).update(stopped_at=timezone.now()))


def stop_token(search: SavedSearch) -> str:
    """Return what lets whoever has the email stop it: one search, for good, nothing else."""
    return signing.dumps(str(search.uuid), salt=_SALT)


def search_by_token(token: str, site: "Site") -> SavedSearch | None:
    """Return which search a link stops; None where it was altered, or the search is gone."""
    try:
        uuid = UUID(signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    return SavedSearch.objects.filter(site=site, uuid=uuid).first()


def prepare_letters(messages: "Sequence[Message]") -> Mapping[int, Mapping[str, Any]]:
    """Return what fits and may be seen when an email is sent or read, by message pk."""
    uuids = {message.context["search"] for message in messages}
    kept = SavedSearch.objects.filter(uuid__in=uuids).select_related("site")
    searches = {str(one.uuid): one for one in kept}
    found: dict[int, Mapping[str, Any]] = {}
    for message in messages:
        search = searches.get(message.context["search"])
        site = message.site
        fitting = Query(use="all")
        rows = matching(site, fitting).filter(pk__in=message.context["assets"])
        section = section_path(site)
        spaces = [(asset, space_path(asset, section)) for asset in public_rows(rows)[: IN_A_LETTER + 1]]
        found[message.pk] = {
            "words": described(search) if search else message.context["words"],
            "spaces": spaces[:IN_A_LETTER],
            "more": len(spaces) > IN_A_LETTER,
            "list_path": f"{section}?{search.params}" if search and section else "",
            "stop_path": reverse("assets_register:stop_search", args=[stop_token(search)]) if search else "",
        }
    return found


class SearchVoice:
    """The searches somebody keeps, in "My voice"."""

    def voice(self, contributor: "Contributor") -> Sequence[VoiceItem]:
        """Return them."""
        section = section_path(contributor.site)
        return [
            VoiceItem(
                key=f"{VOICE}:{search.uuid}",
                subject_key="",
                what=_("You asked to hear of new spaces that fit"),
                text=search.words,
                when=search.kept_at,
                url=f"{section}?{search.params}" if section else "",
                state="" if search.stopped_at is None else _("You are not told of it any more"),
                can_take_back=search.stopped_at is None,
                can_put_back=search.stopped_at is not None,
            )
            for search in contributor.saved_searches.all()
        ]

    def take_back(self, contributor: "Contributor", key: str) -> bool:
        """Send no more about one."""
        return self._change(contributor, key, running=True, stopped_at=timezone.now())

    def put_back(self, contributor: "Contributor", key: str) -> bool:
        """Send about it again."""
        return self._change(contributor, key, running=False, stopped_at=None)

    def erase(self, contributor: "Contributor") -> None:
        """Forget what they looked for."""
        contributor.saved_searches.all().delete()

    def _change(self, contributor: "Contributor", key: str, *, running: bool, **change: Any) -> bool:
        kind, id_ = split_key(key)
        if kind != VOICE:
            return False
        try:
            kept = contributor.saved_searches.filter(uuid=UUID(id_), stopped_at__isnull=running)
        except ValueError:
            return False
        return bool(kept.update(**change))


def register_kinds() -> None:
    """Let the outbox send the email."""
    register_kind(
        MessageKind(
            key=KIND,
            title=gettext_lazy("New spaces that fit: %(words)s"),
            subject=gettext_lazy("New spaces at %(place)s"),
            text_template="assets_register/messages/new_spaces.txt",
            html_template="assets_register/messages/new_spaces.html",
            prepare=prepare_letters,
        )
    )
