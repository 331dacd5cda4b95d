"""What somebody is looking for among the spaces, parsed once from the address of the page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Avg, Count
from django.utils.translation import gettext as _

from assets_register.enums import AssetKind, FactKey
from assets_register.index import folded
from assets_register.stopwords import STOP_WORDS
from civic.places.geo import PostcodeKind, PostcodeReading, in_britain, is_h3_cell, normalised_postcode
from civic.places.models import Postcode

if TYPE_CHECKING:
    from django.http import QueryDict
    from wagtail.models import Site

#: Miles people may choose, with metres.
RADII = {"0.5": 805, "1": 1609, "2": 3219, "5": 8047, "10": 16093}
SORTS = ("best", "near", "name", "checked")
TEXT_LIMIT = 100
WORDS_LIMIT = 8
VALUES_LIMIT = 20


@dataclass(frozen=True, kw_only=True)
class Key:
    """The row a page begins after, or ends before: where it stands in its order."""

    number: int
    value: str = ""
    """What its order goes by first, where that is not the number alone: a name, a distance in metres."""
    before: bool = False

    def __str__(self) -> str:
        return f"{self.number}{'~' if self.value else ''}{self.value}"


@dataclass(frozen=True, kw_only=True)
class Query:
    """A search for spaces. Every value is one we know; see ``read_query``."""

    text: str = ""
    near: str = ""
    """The postcode or outcode as normalised."""
    at: str = ""
    """Where somebody is, as their browser said: ``latitude,longitude`` to some 100 m. Not beside ``near``."""
    latitude: float | None = None
    longitude: float | None = None
    within: str = "2"
    """A key of ``RADII``: miles."""
    kinds: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    """Slugs of organisations."""
    areas: tuple[str, ...] = ()
    """Slugs of neighbourhoods."""
    facilities: tuple[str, ...] = ()
    """Values of ``FactKey``; a space must have them all."""
    people: int = 0
    """How many must fit into one room; 0 where it does not matter."""
    use: str = "usable"
    """``usable`` or ``all``."""
    placed: str = ""
    """``yes``, ``no`` or empty for both."""
    cell: int | None = None
    """An H3 cell of one of the kept resolutions: a part of the map."""
    open_now: bool = False
    sort: str = ""
    """Empty for the usual order: nearest first where a postcode is given, otherwise best first."""
    view: str = "list"
    page: int = 1
    """The number of the page as it is said; where it begins, ``key`` knows, or the number where it is low."""
    key: "Key | None" = None

    @property
    def usable_only(self) -> bool:
        """Whether only what people can use is looked for."""
        return self.use == "usable"

    @property
    def words(self) -> tuple[str, ...]:
        """The words of ``text`` a search looks for."""
        return search_words(self.text)

    @property
    def order(self) -> str:
        """The order results come in."""
        if self.sort and not (self.sort == "near" and self.latitude is None):
            return self.sort
        return "near" if self.latitude is not None else "best"

    @property
    def narrowed(self) -> bool:
        """Whether anything but the choice of list narrows the search."""
        return replace(self, sort="", view="list", page=1, key=None, within="2") != Query(use=self.use)

    def params(self) -> list[tuple[str, str]]:
        """Return the address's parameters that make this query again, defaults left out."""
        pairs = [("q", self.text), ("near", self.near), ("at", self.at)]
        if self.latitude is not None and self.within != "2":
            pairs.append(("within", self.within))
        for name, values in (
            ("kind", self.kinds),
            ("has", self.facilities),
            ("owner", self.owners),
            ("area", self.areas),
        ):
            pairs += [(name, value) for value in values]
        pairs += [
            ("people", str(self.people) if self.people else ""),
            ("use", self.use if self.use != "usable" else ""),
            ("placed", self.placed),
            ("cell", f"{self.cell:x}" if self.cell else ""),
            ("open", "now" if self.open_now else ""),
            ("sort", self.sort),
            ("view", self.view if self.view != "list" else ""),
            ("page", str(self.page) if self.page > 1 else ""),
            ("before" if self.key and self.key.before else "after", str(self.key) if self.key else ""),
        ]
        return [(name, value) for name, value in pairs if value]

    def href(self, **changes: Any) -> str:
        """Return ``?...`` for this query with changes; any change goes back to the first page."""
        changes = {"page": 1, "key": None, **changes}
        return "?" + urlencode(replace(self, **changes).params())


@dataclass(frozen=True, kw_only=True)
class ReadQuery:
    """A query as read, what was wrong with it, and what was typed."""

    query: Query
    errors: Mapping[str, str] = field(default_factory=dict)
    """By field, in plain words."""
    typed: Mapping[str, str] = field(default_factory=dict)
    """Text fields as typed, so that nothing typed is lost."""


def search_words(text: str) -> tuple[str, ...]:
    """Return the words a search looks for: folded, without those found everywhere."""
    words = re.findall(r"[^\W_]+", folded(text))
    return tuple(dict.fromkeys(word for word in words if word not in STOP_WORDS))[:WORDS_LIMIT]


def read_query(site: "Site", params: "QueryDict") -> ReadQuery:
    """Read a query from an address. What cannot be understood is left out and named in ``errors``."""
    errors: dict[str, str] = {}
    text = " ".join(params.get("q", "").replace("\x00", " ").split())
    near = " ".join(params.get("near", "").replace("\x00", " ").split())
    found: dict[str, Any] = {"text": _text(text, errors), **_near(site, near, errors)}
    if not near:
        found |= _at(params.get("at", ""), errors)
    within = _one(params, "within", tuple(RADII), "2", errors)
    found["within"] = within if "latitude" in found else "2"  # a distance from nowhere says nothing
    found["kinds"] = _many(params, "kind", AssetKind.values, errors)
    found["facilities"] = _many(params, "has", FactKey.values, errors)
    found["owners"] = _slugs(params, "owner")
    found["areas"] = _slugs(params, "area")
    found["people"] = _people(params.get("people", "").strip(), errors)
    found["use"] = _one(params, "use", ("usable", "all"), "usable", errors)
    found["placed"] = _one(params, "placed", ("yes", "no"), "", errors)
    found["sort"] = _one(params, "sort", SORTS, "", errors)
    found["view"] = _one(params, "view", ("list", "map"), "list", errors)
    found["cell"] = _cell(params.get("cell", ""), errors)
    found["open_now"] = _one(params, "open", ("now",), "", errors) == "now"
    found["page"], found["key"] = _page(params.get("page", "")), _key(params)
    assert set(found) <= {each.name for each in fields(Query)}  # noqa: S101 - a slip of ours, not input
    return ReadQuery(
        query=Query(**found),
        errors=errors,
        typed={"q": text[:1000], "near": near[:100], "people": params.get("people", "")[:10]},
    )


def _text(text: str, errors: dict[str, str]) -> str:
    if len(text) > TEXT_LIMIT:
        errors["q"] = _("That is a lot to look for. Please use up to %(limit)s letters.") % {
            "limit": TEXT_LIMIT
        }
        return ""
    if text and not search_words(text):
        errors["q"] = _("Please give a word to look for, such as hall or kitchen.")
        return ""
    return text


def _near(site: "Site", text: str, errors: dict[str, str]) -> dict[str, Any]:
    if not text:
        return {}
    reading = normalised_postcode(text)
    point = _point(site, reading)
    if point is None:
        errors["near"] = _near_problem(reading)
        return {}
    return {"near": reading.code, "latitude": point[0], "longitude": point[1]}


def _at(text: str, errors: dict[str, str]) -> dict[str, Any]:
    """Read where somebody is; kept to three decimals, so that no address says which house."""
    if not text:
        return {}
    if re.fullmatch(r"-?[0-9]{1,2}(\.[0-9]{1,15})?,-?[0-9]{1,3}(\.[0-9]{1,15})?", text, re.ASCII):
        latitude, longitude = (round(float(part), 3) for part in text.split(","))
        if in_britain(latitude, longitude):
            return {"at": f"{latitude},{longitude}", "latitude": latitude, "longitude": longitude}
    errors["near"] = _("We cannot tell where you are from that. Please give a postcode.")
    return {}


def _point(site: "Site", reading: PostcodeReading) -> tuple[float, float] | None:
    """Return where a postcode is; for the first half alone, the middle of those that begin so."""
    if reading.kind is PostcodeKind.NONE:
        return None
    codes = Postcode.objects.filter(site=site)
    if reading.kind is PostcodeKind.UNIT:
        return codes.filter(code=reading.code).values_list("latitude", "longitude").first()
    middle = codes.filter(code__startswith=f"{reading.code} ").aggregate(
        n=Count("pk"), latitude=Avg("latitude"), longitude=Avg("longitude")
    )
    return (middle["latitude"], middle["longitude"]) if middle["n"] else None


def _near_problem(reading: PostcodeReading) -> str:
    if reading.kind is not PostcodeKind.NONE:
        return _("We do not know where %(code)s is. Is it a postcode in this area?") % {"code": reading.code}
    if reading.suggestion:
        return _("That is not a postcode. Did you mean %(suggestion)s?") % {"suggestion": reading.suggestion}
    return _("That is not a postcode. It should look like M33 7ZF, or M33 for the area.")


def _one(params: "QueryDict", name: str, known: tuple[str, ...], default: str, errors: dict[str, str]) -> str:
    value = params.get(name, "") or default
    if value == default or value in known:
        return value
    errors[name] = _not_known(value)
    return default


def _many(params: "QueryDict", name: str, known: list[str], errors: dict[str, str]) -> tuple[str, ...]:
    values = [value for value in dict.fromkeys(params.getlist(name)) if value]
    strange = [value for value in values if value not in known]
    if strange:
        errors[name] = _not_known(strange[0])
    return tuple(sorted((value for value in values if value in known), key=known.index))


def _slugs(params: "QueryDict", name: str) -> tuple[str, ...]:
    values = {value for value in params.getlist(name) if re.fullmatch(r"[-\w]{1,180}", value)}
    return tuple(sorted(values))[:VALUES_LIMIT]


def _not_known(value: str) -> str:
    return _("We do not know “%(value)s”, so we left it out.") % {"value": value[:40]}


def _people(value: str, errors: dict[str, str]) -> int:
    if not value or value == "0":
        return 0
    if value.isascii() and value.isdigit() and len(value) < 7:
        return int(value)
    errors["people"] = _("Please give a number of people, such as 30.")
    return 0


def _cell(value: str, errors: dict[str, str]) -> int | None:
    if not value:
        return None
    if re.fullmatch(r"8[3-9a][0-9a-f]{13}", value) and is_h3_cell(int(value, 16)):
        return int(value, 16)
    errors["cell"] = _("We do not know that part of the map, so we left it out.")
    return None


def _page(value: str) -> int:
    return min(int(value), 100_000) if value.isascii() and value.isdigit() and 0 < len(value) < 7 else 1


def _key(params: "QueryDict") -> Key | None:
    before = bool(params.get("before"))
    text = params.get("before") or params.get("after", "")
    match = re.fullmatch(r"([0-9]{1,19})(?:~([^\x00]{1,200}))?", text, re.ASCII)
    if not match or int(match[1]) >= 1 << 63:
        return None
    return Key(number=int(match[1]), value=match[2] or "", before=before)
