"""Writes about organisations."""

from typing import TYPE_CHECKING

from django.utils.text import slugify

from civic.partners.models import Organisation, Representative

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import User


def ensure_organisation(site: "Site", name: str, *, kind: str = "other", **facts: str) -> Organisation:
    """Return the organisation of this name in this place, made on first use.

    ``facts`` (website, email, phone, reference) are only used when it is made.
    """
    slug = slugify(name)[:180] or "organisation"
    organisation, _made = Organisation.objects.get_or_create(
        site=site, slug=slug, defaults={"name": name.strip()[:160], "kind": kind, **facts}
    )
    return organisation


def add_representative(organisation: Organisation, user: "User", job_title: str = "") -> Representative:
    """Let somebody act for an organisation."""
    representative, _made = Representative.objects.update_or_create(
        organisation=organisation, user=user, defaults={"job_title": job_title}
    )
    return representative
