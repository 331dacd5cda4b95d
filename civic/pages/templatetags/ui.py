"""The pieces pages are made of. Every one is shown on the style page and listed in UI.md."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext
from wagtail.models import Page

from civic.pages.doors import DOORS, OpenDoor, open_doors
from civic.pages.icons import ICONS
from civic.pages.languages import LanguageLink, other_languages, shown_place_name
from civic.pages.link_pictures import link_picture_url
from civic.pages.panels import render_panel
from civic.places.context import current_site
from civic.places.models import PlaceSettings

register = template.Library()


# ---- signs -----------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, extra_class: str = "") -> SafeString:
    """Return one of our icons as inline SVG, hidden from screen readers: words stand beside it.

    An unknown name draws nothing, so that a missing picture never costs a page.
    """
    drawing = ICONS.get(name)
    if drawing is None:
        return SafeString()
    return format_html(
        '<svg class="icon icon-{}{}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" '
        'focusable="false">{}</svg>',
        name,
        f" {extra_class}" if extra_class else "",
        mark_safe(drawing),  # noqa: S308 - our own drawings
    )


@register.inclusion_tag("components/fact.html")
def fact(
    name: str,
    value: bool | str | None,
    note: str = "",
    tell_url: str = "",
    checked: date | None = None,
    checked_by: str = "",
) -> dict[str, Any]:
    """Show one yes / no / not known yet, when it was checked and by whom; ``tell_url`` lets who knows say so.

    Takes True, False and None, or the words "yes", "no" and anything else for not known.
    """
    state = {True: "yes", False: "no", "yes": "yes", "no": "no"}.get(value, "unknown")
    colon = "" if str(name).endswith("?") else ":"
    return {
        "name": name,
        "colon": colon,
        "state": state,
        "note": note,
        "tell_url": tell_url,
        "checked": checked,
        "checked_by": checked_by,
    }


@register.inclusion_tag("components/answer_badge.html")
def answer_badge(outcome: str, extra_class: str = "") -> dict[str, Any]:
    """Show an answer's outcome (changed, partly, not) by word, shape and colour."""
    return {"outcome": str(outcome), "extra_class": extra_class}


@register.inclusion_tag("components/quote.html")
def quote(words: str, name: str = "", how: str = "", when: Any = None, url: str = "") -> dict[str, Any]:
    """Show somebody's own words, with the name they chose and how they were said."""
    return {"words": words, "name": name, "how": how, "when": when, "url": url}


# ---- forms -----------------------------------------------------------------------------------
@register.inclusion_tag("components/field.html")
def field(bound: BoundField, extra_class: str = "", help: str = "") -> dict[str, Any]:
    """Show a form's field: label, help, error and box, tied together for screen readers."""
    return {
        "field": bound,
        "single_box": isinstance(bound.field.widget, CheckboxInput),
        "group": bound.use_fieldset,
        "help": help or bound.help_text,
        "extra_class": extra_class,
    }


@register.simple_tag
def quiet(bound: BoundField) -> str:
    """Drop the words allauth writes inside a box: they say the label again, and go when one types."""
    bound.field.widget.attrs.pop("placeholder", None)
    return ""


def _named(bound: BoundField, error: object) -> str:
    """Return an error with its field's label: "Your email: …", or "Are you coming? …"."""
    label = str(bound.label)
    return f"{label} {error}" if label.endswith(("?", ".", "!")) else f"{label}: {error}"


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """Show, above a form, everything that needs mending, each with a link to its field."""
    wrong = [
        {"id": bound.id_for_label or f"{bound.auto_id}_0", "text": _named(bound, error)}
        for form in forms
        if form is not None and form.is_bound
        for bound in form
        for error in bound.errors
    ]
    general = [
        error for form in forms if form is not None and form.is_bound for error in form.non_field_errors()
    ]
    return {"wrong": wrong, "general": general}


# ---- time ------------------------------------------------------------------------------------
def _as_local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """Return "Saturday 7 March", with the year where it is not this one."""
    if value is None:
        return ""
    local = _as_local(value)
    pattern = "l j F" if local.year == timezone.localdate().year else "l j F Y"
    return date_format(local, pattern)


@register.filter
def clock(value: datetime | None) -> str:
    """Return "10am" or "6.30pm", the way a poster says it; Welsh has "6.30yh"."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    if (local.hour, local.minute) == (12, 0):
        return gettext("noon")
    half = gettext("am") if local.hour < 12 else gettext("pm")
    hour = (local.hour - 1) % 12 + 1
    return f"{hour}.{local.minute:02}{half}" if local.minute else f"{hour}{half}"


@register.filter
def ago(value: date | datetime | None) -> str:
    """Return "today", "yesterday", "12 days ago", "in 3 days"; past about ten weeks, months."""
    if value is None:
        return ""
    local = _as_local(value)
    then = local.date() if isinstance(local, datetime) else local
    days = (timezone.localdate() - then).days
    if days in (-1, 0, 1):
        return {0: gettext("today"), 1: gettext("yesterday"), -1: gettext("tomorrow")}[days]
    span, future = abs(days), days < 0
    if span < 70:
        number = span
        said = (
            ngettext("in %(n)s day", "in %(n)s days", number)
            if future
            else ngettext("%(n)s day ago", "%(n)s days ago", number)
        )
    elif span < 730:
        number = round(timedelta(days=span) / timedelta(days=30.44))
        said = (
            ngettext("in %(n)s month", "in %(n)s months", number)
            if future
            else ngettext("%(n)s month ago", "%(n)s months ago", number)
        )
    else:
        number = span // 365
        said = (
            ngettext("in %(n)s year", "in %(n)s years", number)
            if future
            else ngettext("%(n)s year ago", "%(n)s years ago", number)
        )
    return said % {"n": number}


@register.simple_tag
def when(value: date | datetime | None, style: str = "day") -> SafeString:
    """Return ``<time>``; style is ``day``, ``ago``, ``clock`` or ``both`` (day and clock)."""
    if value is None:
        return SafeString()
    words = {"day": day, "ago": ago, "clock": clock}.get(style)
    said = words(value) if words else f"{day(value)}, {clock(value)}"  # type: ignore[arg-type] # clock wants a time
    return format_html('<time datetime="{}">{}</time>', _as_local(value).isoformat(), said)


# ---- the page around -------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def place(context: Mapping[str, Any]) -> dict[str, str]:
    """Return the place in force: ``name``, ``strapline``, ``contact_email``, ``home_url``."""
    site, request = current_site(), context.get("request")
    home_url = "/" if get_language() in (None, "en") else f"/{get_language()}/"
    if site is None:
        return {"name": "Junction Box", "strapline": "", "contact_email": "", "home_url": home_url}
    chosen = PlaceSettings.for_request(request) if request else PlaceSettings.for_site(site)
    return {
        "name": shown_place_name(site, chosen),
        "strapline": chosen.strapline,
        "contact_email": chosen.contact_email,
        "home_url": home_url,
    }


@register.simple_tag
def link_picture(title: Any, line: Any = "", door: str = "", about: str = "") -> str:
    """Return the path of the picture a chat shows for this page; empty outside any place."""
    site = current_site()
    if site is None:
        return ""
    return link_picture_url(site, title=str(title), line=str(line or ""), door=door, about=about)


@register.simple_tag(takes_context=True)
def doors(context: Mapping[str, Any]) -> list[OpenDoor]:
    """Return the doors that lead somewhere here, in their order."""
    request = context.get("request")
    return open_doors(request, current_site()) if request else []


@register.simple_tag
def door_keys() -> list[str]:
    """Return the four doors' keys, for the coloured strip."""
    return [door.key for door in DOORS]


@register.simple_tag(takes_context=True)
def language_links(context: Mapping[str, Any]) -> list[LanguageLink]:
    """Return this page in each other language."""
    request, page = context.get("request"), context.get("page")
    if request is None:
        return []
    return other_languages(request, page if isinstance(page, Page) else None)


@register.simple_tag
def first_url(*names: str) -> str:
    """Return the address of the first of these names that exists, or an empty string."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


@register.simple_tag(takes_context=True)
def panel(context: Mapping[str, Any], key: str, **options: Any) -> SafeString:
    """Show a registered panel here; an unknown or failing one shows nothing."""
    return render_panel(key, context.get("request"), options)


@register.simple_tag(takes_context=True)
def panels_of(context: Mapping[str, Any], keys: Iterable[str]) -> SafeString:
    """Return several panels one after another; empty where none has anything to say."""
    shown = (render_panel(key, context.get("request")) for key in keys)
    return format_html_join("\n", "{}", ((html,) for html in shown if html))


@register.simple_tag(takes_context=True)
def address_with(context: Mapping[str, Any], **changes: Any) -> str:
    """Return this page's query with some values changed; an empty value takes one away."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"
