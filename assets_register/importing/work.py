"""A part of an import in the making: what is read, decided and still to be written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wagtail.models import Site

from assets_register.importing.merging import PreparedRow
from assets_register.importing.naming import Namer
from assets_register.models import Asset
from civic.partners.models import Organisation

if TYPE_CHECKING:
    from civic.places.geo import Areas
    from civic.residents.models import User


@dataclass(kw_only=True)
class Work:
    """Rows that are decided and written together."""

    site: Site
    source: str
    by: "User | None"
    areas: "Areas"
    namer: Namer
    rows: list[PreparedRow]
    decisions: Mapping[str, int | str] = field(default_factory=dict)
    results: dict[int, tuple[str, Asset | None]] = field(default_factory=dict)
    """Outcome and asset by row number."""
    created: list[Asset] = field(default_factory=list)
    changed: dict[int, tuple[Asset, set[str]]] = field(default_factory=dict)
    owners: dict[str, Organisation] = field(default_factory=dict)
    refs: set[str] = field(default_factory=set)
    owners_made: list[int] = field(default_factory=list)
    held: int = 0

    def settle(self, row: PreparedRow, outcome: str, asset: Asset | None) -> None:
        self.results[row.raw.number] = (outcome, asset)
