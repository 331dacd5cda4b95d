"""Addresses of projects, for emails, feeds and other rooms."""

from typing import TYPE_CHECKING

from django.core import signing
from django.urls import reverse
from wagtail.models import Locale

if TYPE_CHECKING:
    from wagtail.models import Site

    from engagement.projects.models import Coming, Project, Session, StartWish

_SALT = "projects.coming"


def index_url(site: "Site") -> str:
    """Return the section's path in the language in force; empty where the place has none."""
    from engagement.projects.pages import ProjectsIndexPage

    pages = ProjectsIndexPage.objects.live().descendant_of(site.root_page).select_related("locale")
    active = Locale.get_active()
    found = sorted(pages, key=lambda page: page.locale_id != active.pk)
    if not found:
        translated = ProjectsIndexPage.objects.live().filter(locale=active)
        home = site.root_page.get_translation_or_none(active)
        found = list(translated.descendant_of(home)) if home else []
    return found[0].get_url(current_site=site) or "" if found else ""


def _below(site: "Site", *parts: str) -> str:
    base = index_url(site)
    return f"{base}{'/'.join(parts)}/" if base else ""


def project_url(project: "Project", site: "Site | None" = None) -> str:
    """Return a project's path."""
    return _below(site or project.site, project.slug)


def session_url(session: "Session", site: "Site | None" = None) -> str:
    """Return a session's path."""
    return _below(site or session.site, session.project.slug, str(session.uuid))


def wish_url(wish: "StartWish") -> str:
    """Return the path where a helper reads a wish and writes back."""
    return _below(wish.site, "wishes", str(wish.uuid))


def coming_token(coming: "Coming") -> str:
    """Return the token in "change or cancel" links: whoever holds it may take this person off."""
    return signing.Signer(salt=_SALT).sign_object(str(coming.uuid))


def coming_from_token(token: str) -> "Coming | None":
    """Return whose token this is, or None."""
    from engagement.projects.models import Coming

    try:
        uuid = signing.Signer(salt=_SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    return (
        Coming.objects.filter(uuid=uuid)
        .select_related("session__project", "session__site", "contributor")
        .first()
    )


def coming_url(coming: "Coming") -> str:
    """Return the path that changes or cancels "I'm coming"."""
    return reverse("projects:coming", args=[coming_token(coming)])
