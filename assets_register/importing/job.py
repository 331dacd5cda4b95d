"""One import in the making: the file, the place, and how far it has come."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wagtail.models import Site

from assets_register.importing.listed import Listed
from assets_register.importing.mappings import ColumnMapping
from assets_register.importing.merging import PreparedRow
from assets_register.importing.naming import Namer
from assets_register.importing.normalising import Inside
from assets_register.importing.preparing import prepared
from assets_register.importing.surveying import Survey
from assets_register.importing.tables import RawRow

if TYPE_CHECKING:
    from civic.partners.models import Organisation
    from civic.places.geo import Areas
    from civic.residents.models import User

Progress = Callable[[int, int], None]


@dataclass(kw_only=True)
class Import:
    """One import, or one check: the file, the place, and how far it has come."""

    site: Site
    listed: Listed
    mapping: ColumnMapping
    source: str
    dry_run: bool
    by: "User | None"
    decisions: Mapping[str, int | str]
    areas: "Areas"
    inside: Inside | None
    seen: Survey
    progress: Progress | None
    namer: Namer
    owners: dict[str, "Organisation"] = field(default_factory=dict)
    done: int = 0

    def tell(self) -> None:
        """Count a row read, and tell so."""
        self.done += 1
        if self.progress:
            self.progress(self.done, self.seen.total)

    def prepared(self, rows: Iterable[RawRow]) -> list[PreparedRow]:
        """Return rows as we read them."""
        return prepared(rows, self.mapping, self.inside, self.tell)
