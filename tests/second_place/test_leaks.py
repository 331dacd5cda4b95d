"""Nothing of one place is shown to, or touched by, anybody of another: every address is tried.

Addresses come from the resolver, from the pages of the marked place, and from crawling the place
under test; nothing is listed by hand. ``make audit`` opens what a visitor reads, and asks for one row of
the other place at every address as a visitor and as somebody with every role. ``make crawl``
follows every link as everybody, asks for more rows, and sends every form.
"""

import contextlib
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from civic.residents.enums import Role
from civic.residents.services import GUEST_COOKIE
from tests.second_place.addresses import IDS, Leads, Theirs, kind_of, names_their_row, routes
from tests.second_place.marked import (
    FIRST_OWN_ID,
    HOST,
    MARK,
    fill_two_places,
    fingerprint,
    models_of_a_place,
)

pytestmark = [pytest.mark.xdist_group("second_place"), pytest.mark.audit]

#: Leaving ends the walk.
LEAVES = ("logout", "/test404/", "/failwhale/")
#: So many addresses are no place's: a link leads to itself with more and more in it.
ENDLESS = 3_000
#: Why an address that names a row of the other place may answer.
OF_NO_PLACE: dict[str, str] = {
    "/workflows/task_chooser/": "Wagtail's tasks of approval are the installation's: a superuser makes them",
}
EVERYBODY = ("visitor", "resident", *Role.values, "every role")


def people(*often: str):
    """Give a test everybody: these in every run, the others when every page is looked at."""
    return pytest.mark.parametrize(
        "who", [who if who in often else pytest.param(who, marks=pytest.mark.crawl) for who in EVERYBODY]
    )


@dataclass
class Walk:
    """What somebody found on the way."""

    client: Client
    host: str = "testserver"
    problems: list[str] = field(default_factory=list)
    seen: set[tuple[str, ...]] = field(default_factory=set)
    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    paths: list[str] = field(default_factory=list)
    forms: dict[tuple[str, ...], tuple[str, dict[str, str], set[str]]] = field(default_factory=dict)

    def get(self, path: str, *, ours: bool = True):
        """Open an address and look for what must not be there. Changes nothing."""
        cache.clear()  # being asked to wait is no answer
        with undone():
            answer = self.client.get(path, headers={"host": self.host})
            body = answer.getvalue().decode(errors="replace")
        if answer.status_code >= 500:
            error = getattr(answer, "exc_info", None)
            self.problems.append(f"{answer.status_code} {path}: {error[1]!r}" if error else f"500 {path}")
        self.look(path, body, answer, ours=ours)
        return answer, body

    def look(self, path: str, body: str, answer, *, ours: bool = True) -> None:
        told = body + answer.headers.get("Location", "") if ours else ""
        asked = MARK in path.lower()  # a search says what was searched for
        if MARK in told.lower() and not asked:
            spot = told.lower().index(MARK)
            self.problems.append(f"leak {path}: …{told[max(0, spot - 90) : spot + 60]!r}")

    def crawl(self, start: list[str], *, ours: bool = True, only: int | None = None) -> None:
        """Open all of these and follow every link from there, one of a kind; ``only`` stops after so many.

        A search's filters make a link for every set of them: one filter, two, and each that is new.
        """
        waiting = [one for one in dict.fromkeys(map(self.inside, start)) if one]
        begun = set(waiting)
        while waiting and len(self.paths) != only:
            path = waiting.pop(0)
            where, *names = kind = kind_of(path)
            new = kind not in self.seen and (len(names) < 3 or set(names) - self.names[where])
            if not (new or path in begun) or any(word in path for word in LEAVES):
                continue
            begun.discard(path)
            self.seen.add(kind)
            self.names[where].update(names)
            self.paths.append(path)
            assert len(self.paths) < ENDLESS, self.paths[-20:]
            answer, body = self.get(path, ours=ours)
            if answer.status_code in (301, 302):
                waiting.append(self.inside(answer.headers["Location"]))
            if "text/html" in answer.headers.get("Content-Type", ""):
                leads = Leads(path, body)
                waiting += [self.inside(link) for link in leads.links]
                for action, *sent in leads.forms:
                    self.forms.setdefault((*kind_of(action), *sorted(sent[0])), (self.inside(action), *sent))
            waiting = [one for one in waiting if one]

    def inside(self, url: str) -> str:
        """Return an address of this host without the host; nothing for any other."""
        parts = urlsplit(url)
        if parts.netloc not in {"", self.host} or not parts.path.startswith("/"):
            return ""
        if parts.path.startswith(("/static/", "/media/", "/cy/")):  # Welsh pages are the same views
            return ""
        return parts.path + (f"?{parts.query}" if parts.query else "")


@contextlib.contextmanager
def undone():
    """Let nothing that happens inside last."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def places(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        made = fill_two_places()
        made.theirs = Theirs(made)
        yield made


@pytest.fixture(scope="module")
def their_paths(places) -> list[str]:
    """The addresses that the marked place's own people come upon."""
    found: list[str] = []
    for who in ("visitor", "every role"):
        walk = walker(places.their_people[who], HOST)
        walk.crawl([visit.path for visit in places.their_visits] + ["/admin/"], ours=False)
        found += walk.paths
    return list(dict.fromkeys(found))


def walker(user, host: str = "testserver") -> Walk:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return Walk(client, host)


def test_every_model_of_a_place_has_a_marked_row(places):
    """A new model that belongs to a Site fails here until the marked place holds one."""
    without = [model._meta.label for model in models_of_a_place() if model not in places.filled]
    assert without == [], "make one in tests/second_place/marked.py"


def test_the_marked_places_own_pages_show_the_mark(places):
    """Otherwise the tests below would look for what is nowhere."""
    for who, path in [("visitor", "/"), ("visitor", "/conversations/"), ("every role", "/admin/")]:
        walk = walker(places.their_people[who], HOST)
        assert MARK in walk.get(path, ours=False)[1], path


def test_no_page_a_visitor_reads_shows_anything_of_the_other_place(places):
    walk = walker(None)
    walk.crawl([visit.path for visit in places.visits], only=100)
    assert not walk.problems, "\n".join(walk.problems)


@people()
def test_nobody_is_led_to_anything_of_the_other_place(places, who):
    walk = walker(places.people[who])
    plain = [route.path() for route in routes() if not route.parameters]
    walk.crawl([*(plain if who != "visitor" else []), *(visit.path for visit in places.visits)])
    assert not walk.problems, "\n".join(walk.problems)
    assert len(walk.paths) > 60


@people("visitor", "every role")
def test_addresses_of_the_other_place_are_not_there(places, who):
    walk = walker(places.people[who])
    asked = {path for route in routes() for path in places.theirs.addresses(route, 1)}
    _ask(places, walk, asked | {walk.inside(visit.path) for visit in places.their_visits})


@pytest.mark.crawl
@pytest.mark.parametrize("who", ["visitor", "resident", "place_administrator", "every role"])
def test_whatever_the_other_place_leads_to_is_not_there(places, their_paths, who):
    walk = walker(places.people[who])
    asked = {path for route in routes() for path in places.theirs.addresses(route, 40)}
    _ask(places, walk, asked | set(their_paths))


def _ask(places, walk: Walk, paths: set[str]) -> None:
    for path in sorted(paths):
        if path and not any(word in path for word in LEAVES):
            answer, _body = walk.get(path)
            theirs = names_their_row(path, places.theirs.uuids, FIRST_OWN_ID)
            if theirs and answer.status_code < 300 and not any(part in path for part in OF_NO_PLACE):
                walk.problems.append(f"{answer.status_code} {path}")
    assert not walk.problems, "\n".join(walk.problems)


@people()
def test_no_address_of_the_other_place_takes_a_form(places, who):
    before = fingerprint()
    walk = walker(places.people[who])
    for route in routes():
        for path in places.theirs.addresses(route, 1):
            _post(walk, path, {}, before)
    assert not walk.problems, "\n".join(walk.problems)


@pytest.mark.crawl
@pytest.mark.parametrize("who", ["visitor", "place_administrator", "every role"])
def test_no_form_takes_an_id_of_the_other_place(places, who):
    before = fingerprint()
    walk = walker(places.people[who])
    walk.crawl([*(visit.path for visit in places.visits), "/admin/"])
    assert not walk.problems, "\n".join(walk.problems)
    for action, values, choosers in walk.forms.values():
        for changed in _with_their_ids(places, values, choosers):
            _post(walk, action, changed, before)
    assert not walk.problems, "\n".join(walk.problems)
    assert len(walk.forms) > 20


def _post(walk: Walk, path: str, values: dict[str, str], before: dict[str, str]) -> None:
    if any(word in path for word in LEAVES):
        return
    cache.clear()  # as above
    with undone():
        answer = walk.client.post(path, values, headers={"host": walk.host})
        body = answer.getvalue().decode(errors="replace")
        if answer.status_code >= 500:
            walk.problems.append(f"POST {answer.status_code} {path}: {getattr(answer, 'exc_info', '')}")
        now = fingerprint() if answer.status_code < 400 else before
        touched = [label for label, digest in now.items() if before[label] != digest]
        if touched:
            walk.problems.append(f"POST {path} {values} touched {touched}")
        walk.look(f"POST {path}", body, answer)


def _with_their_ids(places, values: dict[str, str], choosers: set[str]):
    """Yield a form's values with one id after another exchanged for, or filled with, the other place's."""
    for name, value in values.items():
        if IDS.search(value):
            number = value.isdigit()
            kinds = [] if number else places.theirs.uuids_like(value)
            for theirs in places.theirs.numbers_like(value) if number else kinds:
                yield {**values, name: IDS.sub(str(theirs), value)}
        elif name in choosers:
            for theirs in places.theirs.numbers_like(value):
                yield {**values, name: str(theirs)}


def test_a_browser_that_remembers_a_guest_of_the_other_place_is_a_strangers_here(places):
    walk = walker(None)
    for visit in places.their_visits:
        if set(visit.cookies) == {GUEST_COOKIE}:
            walk.client.cookies.clear()
            walk.client.cookies[GUEST_COOKIE] = visit.cookies[GUEST_COOKIE]
            walk.get(visit.path)
    assert not walk.problems, "\n".join(walk.problems)
