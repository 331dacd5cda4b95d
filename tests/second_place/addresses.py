"""Every address the project answers, from Django's resolver; and what a page leads to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import islice, product
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import Page

from civic.places.admin import registered
from tests.second_place.marked import Places, rows_of_the_other

#: A parameter of a route, as ``path`` or as ``re_path`` writes it.
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)|\(([^()?]+)\)")
#: A number or an id in an address.
IDS = re.compile(r"(?<![\w.-])\d+(?![\w.-])|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Route:
    """One pattern, from the root."""

    name: str
    pattern: str

    @property
    def parameters(self) -> list[re.Match[str]]:
        return list(_PARAMETER.finditer(self.pattern))

    def path(self, values: Sequence[object] = ()) -> str:
        """Return the address with these values in the parameters' stead."""
        left = iter(values)
        filled = _PARAMETER.sub(lambda _match: str(next(left)), self.pattern)
        return "/" + re.sub(r"\\Z|[\^$]|\\(?=[./-])", "", filled).replace("?", "")


def routes(patterns: Sequence[URLPattern | URLResolver] | None = None, before: str = "", names: str = ""):
    """Yield every route there is: rooms, plugins, Wagtail's admin, the API, feeds."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from routes(pattern.url_patterns, route, inside)
        elif pattern.name != "wagtail_serve" and "^.*" not in route:  # pages are found by crawling
            yield Route(names + (pattern.name or ""), route)


class Theirs:
    """What may stand in a parameter: ids of the marked place's rows."""

    def __init__(self, places: Places) -> None:
        self.rows = list(rows_of_the_other(places))
        self.home = places.other.root_page_id
        self.uuids = {str(row.uuid) for row in self.rows if getattr(row, "uuid", None)}
        self.slugs = {str(row.slug) for row in self.rows if getattr(row, "slug", "")} - {""}
        self.keys = {row.target_key for row in self.rows if getattr(row, "target_key", "")}

    def addresses(self, route: Route, most: int) -> Iterator[str]:
        """Yield addresses of a route that name the marked place's rows."""
        if not route.parameters:
            return
        choices = [self._values(route, match) for match in route.parameters]
        if route.name.endswith("moderation:report"):
            yield from (route.path(key.split(":", 1)) for key in sorted(self.keys))
            return
        yield from (route.path(values) for values in islice(product(*choices), most))

    def numbers_like(self, _value: str) -> list[object]:
        """Return numbers to put where a form has one of its own."""
        return sorted({row.pk for row in self.rows}, reverse=True)[:6]

    def uuids_like(self, _value: str) -> list[str]:
        """Return ids to put where a form has one of its own."""
        return sorted(self.uuids)

    def _values(self, route: Route, match: re.Match[str]) -> list[object]:
        converter, name = match[1] or "str", match[2] or match[3] or ""
        if converter == "uuid" or "uuid" in name or name == "feature_id":
            return sorted(self.uuids)
        if converter == "int" or r"\d" in (match[0]) or name in {"pk", "object_id", "id"}:
            return self._numbers(route, name)
        if converter == "slug" or "slug" in name:
            return sorted(self.slugs)[:4]
        known = {
            "paper": ["a4"],
            "revision_id_a": ["earliest"],
            "revision_id_b": ["latest"],
            "collection_id": ["spaces", "assets"],
        }
        return known.get(name, ["x"])

    def _numbers(self, route: Route, name: str) -> list[object]:
        if "revision" in name:
            return [1]
        for model, viewset in registered.items():
            spaces = (viewset.url_namespace, viewset.chooser_viewset.url_namespace)
            if route.name.startswith(tuple(f"{space}:" for space in spaces)):
                return [row.pk for row in self.rows if row._meta.model is model]
        if "/pages/" in route.pattern or "page" in name or "parent" in name:
            return [self.home, *(row.pk for row in self.rows if isinstance(row, Page))]
        for app in ("governance_boards", "wagtailimages", "wagtaildocs"):
            if app.removeprefix("governance_").removeprefix("wagtail") in route.pattern:
                return [row.pk for row in self.rows if row._meta.app_label == app] or [1]
        return sorted({row.pk for row in self.rows}, reverse=True)


class Leads(HTMLParser):
    """The links and the forms of a page: each with an address, values, and what chooses a row in it."""

    def __init__(self, url: str, text: str) -> None:
        super().__init__()
        self.url, self.links, self.forms = url, [], []
        self.select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        for name in ("href", "src", "data-url", "hx-get", "data-chooser-url", "data-src"):
            if name in found and tag != "script" and not found[name].startswith(("#", "mailto:", "tel:")):
                self.links.append(urljoin(self.url, found[name]))
        if tag == "form" and found.get("method", "").lower() == "post":
            self.forms.append((urljoin(self.url, found.get("action", "") or self.url), {}, set()))
        elif self.forms:
            self._add_field(tag, found)

    def _add_field(self, tag: str, found: dict[str, str]) -> None:
        _action, values, choosers = self.forms[-1]
        name, value = found.get("name", ""), found.get("value", "")
        if tag == "option" and self.select and value:
            if "selected" in found or not values[self.select]:
                values[self.select] = value  # else the first: a form that lacks something takes nothing
            if IDS.search(value):
                choosers.add(self.select)
        elif tag == "select":
            self.select = name
            values.setdefault(name, "")
        elif name and tag in {"input", "button"}:
            values.setdefault(name, value)
            if found.get("type") == "hidden" and not value and name != "next":  # where to go then
                choosers.add(name)  # one of Wagtail’s choosers, with nothing chosen yet
        elif name and tag == "textarea":
            values.setdefault(name, "")


def kind_of(url: str) -> tuple[str, ...]:
    """Return what an address is one of, so that a crawl looks at a few of a kind and not at all."""
    parts = urlsplit(url)
    query = sorted({name for name, _value in parse_qsl(parts.query)})
    return (re.sub(r"\d+", "N", IDS.sub("N", parts.path)), *query)


def names_their_row(path: str, uuids: set[str], first_own_id: int) -> bool:
    """Say whether an address holds the id of a row of the marked place."""
    return any(
        (one in uuids) if "-" in one else int(one) < first_own_id for one in IDS.findall(urlsplit(path).path)
    )
