"""What the page of a conversation shows of one thread: a page of it, where to go, what is new."""

from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from civic.residents.services import contributor_for_user
from engagement.conversations import reading, selectors, threads
from engagement.conversations.rules import asks_panel, round_is_open
from engagement.conversations.threads import Sort
from engagement.conversations.where import Where, query_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from civic.residents.models import Contributor
    from engagement.conversations.models import Thread

#: Where on the page the thread begins.
HERE = "#thread-title"


class SortLink(NamedTuple):
    """One way to read the thread."""

    label: str
    url: str
    is_current: bool


def thread_screen(
    request: "HttpRequest",
    thread: "Thread",
    where: Where,
    contributor: "Contributor | None",
    *,
    several: bool,
) -> dict[str, Any]:
    """Return the thread's part of the context; ``several``: its address has to say which thread.

    Somebody who has been here before comes to the first thing they have not read.
    """
    own = thread.uuid if several else None
    mark = where.unread if where.unread is not None else reading.read_mark(thread, contributor)
    unread = reading.unread_after(thread, mark, contributor) if mark is not None else None
    plain = not where.find and where.sort == Sort.ORDER
    lands = unread is not None and (where.unread is not None or not where.is_chosen)
    lands = lands and "done" not in request.GET and request.method == "GET"
    finds = threads.find_in_thread(thread, where.find, before=where.before) if where.find else None
    if finds is not None:
        page = threads.ThreadSlice(thread=thread, said=[])
    elif where.sort == Sort.DISCUSSED:
        page = threads.most_discussed(thread, where.past)
    elif where.sort == Sort.WANTED:
        page = threads.most_wanted(thread, where.past)
    else:
        at = unread.first if lands and unread is not None else where.at
        page = threads.thread_slice(thread, before=where.before, after=where.after, at=at, sort=where.sort)
    seen = thread.last_event_number
    if unread is not None and mark is not None:
        seen = reading.read_to(thread, mark, contributor, page.shown()) if plain else mark
    if plain:
        _note(request, thread, contributor, mark, seen)
    return {
        "slice": page,
        "finds": finds,
        "nodded": selectors.nodded_among(page.said, contributor),
        "unread": unread if lands else None,
        "read_to": seen,
        "next_unread": query_of(thread=own, unread=seen) + "#unread"
        if unread is not None and seen < thread.last_event_number
        else "",
        "sorts": _sorts(where, own, panel=asks_panel(thread)),
        "sort": where.sort.value,
        "round_is_open": round_is_open(thread),
        "thread_query": str(own or ""),
        **_pages(where, page, finds, own),
    }


def _note(
    request: "HttpRequest",
    thread: "Thread",
    contributor: "Contributor | None",
    mark: int | None,
    seen: int,
) -> None:
    """Remember how far somebody we know has read; a page a browser fetches ahead is read by nobody."""
    if request.method != "GET" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return
    if contributor is None and request.user.is_authenticated:
        contributor = contributor_for_user(request.user, thread.site)
    if contributor is not None and (mark is None or seen > mark):
        reading.note_read(thread, contributor, seen)


def _sorts(where: Where, own: object, *, panel: bool) -> list[SortLink]:
    labels = {
        Sort.ORDER: _("In order"),
        Sort.DISCUSSED: _("Most discussed"),
        Sort.UNANSWERED: _("Not answered yet"),
    }
    if panel:
        labels = {
            Sort.WANTED: _("Most wanted"),
            Sort.ORDER: _("In order"),
            Sort.DISCUSSED: _("Most discussed"),
        }
    return [
        SortLink(
            label,
            query_of(thread=own, sort=None if sort == Sort.ORDER and not panel else sort.value) + HERE,
            sort == where.sort and not where.find,
        )
        for sort, label in labels.items()
    ]


def _pages(
    where: Where, page: threads.ThreadSlice, finds: threads.Finds | None, own: object
) -> dict[str, str]:
    """Return where earlier and later words are, and what is newest; empty where there is nothing."""
    sort = None if where.sort == Sort.ORDER else where.sort.value
    earlier = query_of(thread=own, sort=sort, before=page.earlier) + HERE if page.earlier else ""
    later = query_of(thread=own, sort=sort, after=page.later) + HERE if page.later else ""
    if page.past:
        later = query_of(thread=own, sort=sort, past=page.past) + HERE
    if finds is not None:
        earlier = ""
        later = query_of(thread=own, find=where.find, before=finds.earlier) + HERE if finds.earlier else ""
    away = bool(page.later) or where.sort != Sort.ORDER or finds is not None
    newest = query_of(thread=own, look=1) + "#say" if away else ""
    return {"earlier_url": earlier, "later_url": later, "newest_url": newest}
