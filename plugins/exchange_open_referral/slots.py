"""What the feed puts on other rooms' pages."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site


def feed_link(request: "HttpRequest", site: "Site", **things: Any) -> str | None:
    """On the list of spaces: where other directories read what is offered in them."""
    if things.get("page") is None:
        return None
    address = reverse("exchange_open_referral:about")
    return format_html(' · <a href="{}">{}</a>', address, _("Services for other directories (Open Referral)"))
