"""Writes a place's look."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.images import get_image_model
from wagtail.log_actions import log

from civic.places.pictures import collection_of
from civic.themekit.models import ThemeSettings

if TYPE_CHECKING:
    from wagtail.models import Site

#: A picture that is to stay as it is.
KEEP = "keep"


def choose_theme(site: "Site", theme: str, *, by: Any = None) -> None:
    """Let a place wear a theme from the next request on."""
    row, _made = ThemeSettings.objects.update_or_create(site=site, defaults={"theme": theme})
    _wrote(site, row, by)


@transaction.atomic
def dress(
    site: "Site",
    *,
    theme: str,
    letterhead: str,
    logo: Any = KEEP,
    social_image: Any = KEEP,
    by: Any = None,
) -> ThemeSettings:
    """Write a place's whole look. A picture is a checked upload, None to take it away, or ``KEEP``."""
    row, _made = ThemeSettings.objects.get_or_create(site=site)
    row.theme, row.letterhead = theme, letterhead
    for name, upload in (("logo", logo), ("social_image", social_image)):
        if upload != KEEP:
            setattr(row, name, _kept(site, upload, f"{site.site_name}: {name.replace('_', ' ')}", by))
    row.save()
    _wrote(site, row, by)
    return row


def _kept(site: "Site", upload: Any, title: str, by: Any) -> Any:
    if upload is None:
        return None
    return get_image_model().objects.create(
        title=title, file=upload, uploaded_by_user=by, collection=collection_of(site)
    )


def _wrote(site: "Site", row: ThemeSettings, by: Any) -> None:
    log(instance=row, action="wagtail.edit", user=by)
    site.__dict__.pop("_look", None)
