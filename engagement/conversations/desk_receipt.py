"""The slip of paper somebody at a desk takes home."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from civic.pages.languages import shown_place_name
from civic.places.models import PlaceSettings
from engagement.conversations.enums import State
from engagement.conversations.models import Contribution

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import Contributor


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What stands on the slip."""

    contribution: Contribution
    language: str
    large: bool
    place_name: str
    """What the place is called in that language."""
    address: str
    """Where the code is typed, in full."""
    picture: SafeString

    @property
    def contributor(self) -> "Contributor":
        """Whose it is."""
        return self.contribution.contributor

    @property
    def waits(self) -> bool:
        """Whether a person reads the words first."""
        return self.contribution.state == State.HELD


def receipt_of(contribution: Contribution, site: "Site", *, language: str, large: bool) -> Receipt:
    """Return the slip for one contribution, in one language."""
    with override(language):
        address = site.root_url + reverse("notify:open_voice")
        name = shown_place_name(site, PlaceSettings.for_site(site))
    code = contribution.contributor.receipt
    return Receipt(
        contribution=contribution,
        language=language,
        large=large,
        place_name=name,
        address=address,
        # After the #, so that the code is in no server's log; a module on the page types it in.
        picture=code_picture(f"{address}#{code}"),
    )


def code_picture(text: str) -> SafeString:
    """Return a QR code as inline SVG, dark on white in any colour scheme, nothing inline in style."""
    svg = segno.make(text, error="m").svg_inline(scale=1, border=4, dark="#000", light="#fff", omitsize=True)
    return format_html("{}", mark_safe(svg))  # noqa: S308 - drawn here, of black and white squares
