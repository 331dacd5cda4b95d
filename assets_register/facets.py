"""The filters beside a list of spaces, each with its counts, and what is switched on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assets_register.counting import Counts
from assets_register.enums import FACT_CHOICES, AssetKind
from assets_register.query import Query
from civic.partners.models import Organisation
from civic.places.models import Neighbourhood

if TYPE_CHECKING:
    from wagtail.models import Site


@dataclass(frozen=True, kw_only=True)
class Option:
    """One value a visitor can tick."""

    value: str
    label: str
    count: str
    """How many, as people read it."""
    chosen: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Facet:
    """One group of boxes to tick."""

    name: str
    """The parameter's name."""
    label: str
    options: Sequence[Option]
    error: str = ""

    @property
    def open(self) -> bool:
        """Whether it is shown unfolded."""
        return bool(self.error) or any(option.chosen for option in self.options)


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One thing that narrows the list, and the address without it."""

    label: str
    href: str


def facets(site: "Site", query: Query, counts: Counts, errors: Mapping[str, str]) -> list[Facet]:
    """Return the filters of a list. Two queries: the owners' and the neighbourhoods' names."""
    found = [
        _openings(query, counts, errors),
        _facilities(query, counts, errors),
        _kinds(query, counts, errors),
        _named("area", _("Neighbourhood"), _areas(site), counts, "neighbourhood", query.areas),
        _named("owner", _("Who owns it"), _owners(site), counts, "owner", query.owners),
    ]
    return [facet for facet in found if facet.options]


def _openings(query: Query, counts: Counts, errors: Mapping[str, str]) -> Facet:
    values = counts.facets.get("open", {})
    now = Option(
        value="now",
        label=_("Open now"),
        count=counts.said("open", values.get("yes", 0)),
        chosen=query.open_now,
        note=_not_known(counts, "open"),
    )
    shown = [now] if query.open_now or values.get("yes") or values.get("no") else []
    return Facet(name="open", label=_("When it is open"), options=shown, error=errors.get("open", ""))


def _not_known(counts: Counts, facet: str) -> str:
    unknown = counts.facets.get(facet, {}).get("not_known", 0)
    return _("%(n)s not known") % {"n": counts.said(facet, unknown)} if unknown else ""


def _facilities(query: Query, counts: Counts, errors: Mapping[str, str]) -> Facet:
    options = []
    for key, label in FACT_CHOICES:
        values = counts.facets.get(f"fact.{key}", {})
        options.append(
            Option(
                value=key,
                label=str(label),
                count=counts.said(f"fact.{key}", values.get("yes", 0)),
                chosen=key in query.facilities,
                note=_not_known(counts, f"fact.{key}"),
            )
        )
    return Facet(name="has", label=_("It must have"), options=options, error=errors.get("has", ""))


def _kinds(query: Query, counts: Counts, errors: Mapping[str, str]) -> Facet:
    values = counts.facets.get("kind", {})
    options = [
        Option(
            value=kind,
            label=str(label),
            count=counts.said("kind", values.get(kind, 0)),
            chosen=kind in query.kinds,
        )
        for kind, label in AssetKind.choices
        if values.get(kind) or kind in query.kinds
    ]
    return Facet(name="kind", label=_("Kind of space"), options=options, error=errors.get("kind", ""))


Named = Sequence[tuple[int, str, str]]
"""Primary key, slug, name."""


def _areas(site: "Site") -> Named:
    return list(Neighbourhood.objects.filter(site=site).order_by("name").values_list("pk", "slug", "name"))


def _owners(site: "Site") -> Named:
    rows = Organisation.objects.filter(site=site).order_by("name")
    return list(rows.values_list("pk", "slug", "name"))


def _named(name: str, label: str, rows: Named, counts: Counts, facet: str, chosen: Sequence[str]) -> Facet:
    values = counts.facets.get(facet, {})
    options = [
        Option(
            value=slug,
            label=title,
            count=counts.said(facet, values.get(str(pk), 0)),
            chosen=slug in chosen,
        )
        for pk, slug, title in rows
        if values.get(str(pk)) or slug in chosen
    ]
    if options and values.get(""):
        unknown = counts.said(facet, values[""])
        options.append(Option(value="", label=_("Not known"), count=unknown, chosen=False))
    return Facet(name=name, label=label, options=options)


#: Distances that are not said as a number of miles.
_WITHIN = {
    "0.5": gettext_lazy("Within half a mile of %(code)s"),
    "1": gettext_lazy("Within 1 mile of %(code)s"),
}
_AROUND = {
    "0.5": gettext_lazy("Within half a mile of you"),
    "1": gettext_lazy("Within 1 mile of you"),
}


def chips(query: Query, shown: Sequence[Facet]) -> list[Chip]:
    """Return everything that narrows a list, each with the address of the list without it."""
    found = []
    if query.text:
        found.append(Chip(label=f"“{query.text}”", href=query.href(text="")))
    if query.near:
        within = _WITHIN.get(query.within, _("Within %(miles)s miles of %(code)s")) % {
            "miles": query.within,
            "code": query.near,
        }
        found.append(Chip(label=within, href=_without_near(query)))
    if query.at:
        within = _AROUND.get(query.within, _("Within %(miles)s miles of you")) % {"miles": query.within}
        found.append(Chip(label=within, href=_without_near(query)))
    if query.open_now:
        found.append(Chip(label=_("Open now"), href=query.href(open_now=False)))
    fields = {"has": "facilities", "kind": "kinds", "area": "areas", "owner": "owners"}
    for facet in shown:
        for option in facet.options:
            if option.chosen and facet.name in fields:
                field = fields[facet.name]
                rest: tuple[str, ...] = tuple(v for v in getattr(query, field) if v != option.value)
                found.append(Chip(label=option.label, href=query.href(**{field: rest})))
    if query.people:
        label = ngettext("Holds %(n)d person", "Holds %(n)d people", query.people) % {"n": query.people}
        found.append(Chip(label=label, href=query.href(people=0)))
    if query.cell:
        found.append(Chip(label=_("One part of the map"), href=query.href(cell=None)))
    if query.placed:
        label = _("On the map") if query.placed == "yes" else _("Not on the map")
        found.append(Chip(label=label, href=query.href(placed="")))
    return found


def _without_near(query: Query) -> str:
    changes: dict[str, Any] = {"near": "", "at": "", "latitude": None, "longitude": None}
    return replace(query, **changes).href(sort="" if query.sort == "near" else query.sort)
