"""What templates say about sessions."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civic.pages.templatetags.ui import clock, day
from engagement.projects.enums import Attendance, YesNoUnknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civic.places.spaces import Space
    from engagement.projects.models import Project, Session

register = template.Library()


@dataclass(frozen=True)
class Sign:
    """A small sign beside a session."""

    words: str
    icon: str = ""
    kind: str = ""


@register.filter
def cost(project: "Project") -> str:
    """Return "Free" or what it costs, with its note."""
    if project.is_free:
        return project.cost_note or _("Free")
    pounds, pence = divmod(project.cost_pence, 100)
    amount = f"£{pounds}.{pence:02}" if pence else f"£{pounds}"
    return project.cost_note or amount


@register.filter
def how_to_come(session: "Session") -> str:
    """Return "Just turn up", "3 places left" or "Tell us you're coming"."""
    if session.places_left is not None:
        if session.places_left == 0:
            return _("No places left")
        return ngettext("%d place left", "%d places left", session.places_left) % session.places_left
    if session.attendance == Attendance.SAY_COMING:
        return _("Tell us you're coming")
    return _("Just turn up")


@register.filter
def day_and_place(session: "Session") -> str:
    """Return "Tuesday 8 December, 5.30pm, Cinder Hill Library", as a link unfolds with it."""
    said = ", ".join(filter(None, (day(session.starts_at), clock(session.starts_at), session.place_name)))
    return f"{_('Called off:')} {said}" if session.cancelled_at else said


@register.filter
def signs(session: "Session") -> list[Sign]:
    """Return the signs in a list: how to come, cost, children, step-free. Unknown says nothing."""
    if session.cancelled_at:
        return [Sign(_("Called off"), "alert", "bad")]
    found = [Sign(how_to_come(session), "", "good"), Sign(cost(session.project))]
    if session.project.children_welcome == YesNoUnknown.YES:
        found.append(Sign(_("Children welcome")))
    if session.step_free == YesNoUnknown.YES:
        found.append(Sign(_("Step-free")))
    elif session.step_free == YesNoUnknown.NO:
        found.append(Sign(_("Steps")))
    return found


@register.simple_tag
def section_crumbs(page: Any, project: "Project | None" = None) -> list[tuple[str, str]]:
    """Return the way back: the section, and the project a session belongs to."""
    crumbs = [(_(page.title), page.url)]
    if project is not None:
        crumbs.append((project.title, f"{page.url}{project.slug}/"))
    return crumbs


@register.simple_tag
def space_link(session: "Session", spaces: "Mapping[str, Space]") -> SafeString:
    """Return where a session is, leading to the space's own page where it has one."""
    space = spaces.get(session.space_key)
    if space is None or not space.url:
        return conditional_escape(session.place_name or _("Not known yet"))
    return format_html('<a href="{}">{}</a>', space.url, space.name)


@register.simple_tag
def tell_address(page: Any, project: "Project") -> str:
    """Return where somebody can tell what is not known yet about a project."""
    return f"{page.url}{project.slug}/tell/"
