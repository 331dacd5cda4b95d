"""What there is to read: the two lists the pages show, and the properties of what is in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from assets_register.enums import FACT_CHOICES, PUBLIC_STATUSES, AssetKind, AssetStatus, Known
from assets_register.models import Scope

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Collection:
    """One list of features."""

    id: str
    title: "StrOrPromise"
    description: "StrOrPromise"
    scope: Scope
    statuses: tuple[str, ...]
    """What an asset's own status must be, whatever the index says."""


COLLECTIONS: Mapping[str, Collection] = {
    collection.id: collection
    for collection in (
        Collection(
            id="spaces",
            title=_("Spaces you can use"),
            description=_("Halls, rooms, parks and other spaces that people can use, or may be able to."),
            scope=Scope.USABLE,
            statuses=(AssetStatus.PUBLISHED.value,),
        ),
        Collection(
            id="assets",
            title=_("Everything owned"),
            description=_(
                "Everything on the public record, whoever owns it. Not all of it is for people to use."
            ),
            scope=Scope.ALL,
            statuses=tuple(status.value for status in PUBLIC_STATUSES),
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class Property:
    """One property of a feature, as the OpenAPI document declares it."""

    name: str
    title: "StrOrPromise"
    schema: Mapping[str, Any]
    queryable: bool = False
    """Whether a parameter of the same name keeps the features whose value is the one given."""

    @property
    def values(self) -> tuple[str, ...]:
        """The values there are; empty where any text may stand."""
        return tuple(self.schema.get("enum", ()))


_TEXT: Mapping[str, Any] = {"type": "string"}
_MAYBE: Mapping[str, Any] = {"type": "string", "nullable": True}
_TIME: Mapping[str, Any] = {"type": "string", "format": "date-time"}
_KNOWN: Mapping[str, Any] = {"type": "string", "enum": Known.values}

PROPERTIES: tuple[Property, ...] = (
    Property(name="name", title=_("Name"), schema=_TEXT),
    Property(
        name="kind",
        title=_("Kind of space"),
        schema={"type": "string", "enum": AssetKind.values},
        queryable=True,
    ),
    Property(name="description", title=_("What it is"), schema=_TEXT),
    Property(name="street", title=_("Street"), schema=_TEXT),
    Property(name="town", title=_("Town"), schema=_TEXT),
    Property(name="postcode", title=_("Postcode"), schema=_TEXT),
    Property(name="uprn", title=_("UPRN"), schema=_TEXT),
    Property(name="owner", title=_("Who owns it"), schema=_MAYBE, queryable=True),
    Property(name="looked_after_by", title=_("Looked after by"), schema=_MAYBE),
    Property(name="neighbourhood", title=_("Neighbourhood"), schema=_MAYBE, queryable=True),
    Property(name="can_people_use_it", title=_("Can people use it?"), schema=_KNOWN, queryable=True),
    Property(name="offered", title=_("Offered for use"), schema={"type": "boolean"}),
    Property(
        name="people",
        title=_("People its largest room holds"),
        schema={"type": "integer", "minimum": 0, "nullable": True},
    ),
    *(Property(name=key, title=label, schema=_KNOWN, queryable=True) for key, label in FACT_CHOICES),
    Property(name="checked_at", title=_("Last checked"), schema={**_TIME, "nullable": True}),
    Property(name="updated_at", title=_("Last changed"), schema=_TIME),
    Property(name="url", title=_("Its page"), schema={"type": "string", "format": "uri"}),
)
QUERYABLES: Mapping[str, Property] = {each.name: each for each in PROPERTIES if each.queryable}
