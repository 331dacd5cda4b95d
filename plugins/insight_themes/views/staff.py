"""A facilitator's work with themes, in the admin: name them, write findings, leave no words behind."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Site

from civic.residents.enums import Role
from civic.residents.models import User
from civic.residents.rules import has_role
from engagement.conversations.models import Conversation
from plugins.insight_themes import selectors, services
from plugins.insight_themes.forms import InsightForm, ReasonForm, RenameForm
from plugins.insight_themes.models import Theme
from plugins.insight_themes.sorting import FEWEST
from plugins.insight_themes.tasks import work_out_themes

ICON = "clipboard-list"
#: How many things said are placed on one page.
PAGE_SIZE = 50


def may_sort(user: Any, site: Site | int | None) -> bool:
    """Say whether somebody works with what is said in a place."""
    return has_role(user, site, Role.FACILITATOR)


def _facilitator(request: HttpRequest) -> tuple[Site, User]:
    site = Site.find_for_request(request)
    if site is None or not may_sort(request.user, site) or not isinstance(request.user, User):
        raise PermissionDenied
    return site, request.user


def _conversation_here(request: HttpRequest, uuid: UUID) -> tuple[Conversation, User]:
    site, user = _facilitator(request)
    return get_object_or_404(Conversation, site=site, uuid=uuid), user


def _theme_here(request: HttpRequest, pk: int) -> tuple[Theme, Conversation, User]:
    site, user = _facilitator(request)
    theme = get_object_or_404(Theme, site=site, pk=pk)
    uuid = theme.subject_key.partition(":")[2]
    return theme, get_object_or_404(Conversation, site=site, uuid=uuid), user


def _crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    start = [
        (reverse("wagtailadmin_home"), _("Home")),
        (reverse("themes_desk:index"), _("What people say")),
    ]
    return [{"url": url, "label": label} for url, label in [*start, *steps]]


def _talk_crumb(conversation: Conversation) -> tuple[str, str]:
    return reverse("themes_desk:conversation", args=[conversation.uuid]), conversation.question


def _show(
    request: HttpRequest, template: str, title: str, *steps: tuple[str, str], **more: Any
) -> HttpResponse:
    form = more.get("form")
    context = {
        "header_title": title,
        "header_icon": ICON,
        "breadcrumbs_items": _crumbs(*steps, ("", title)) if steps or title else _crumbs(),
        "media": form.media if form else "",
        **more,
    }
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, f"insight_themes/desk/{template}.html", context, status=status)


def index(request: HttpRequest) -> HttpResponse:
    """List the conversations of this place and how far their words are sorted."""
    site, _user = _facilitator(request)
    rows = selectors.conversations_with_themes(site)
    return _show(request, "index", str(_("Themes")), rows=rows, breadcrumbs_items=_crumbs())


def conversation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one conversation's themes, and what nobody has placed yet."""
    talk, _user = _conversation_here(request, uuid)
    waiting = selectors.not_placed(talk)
    sheet = selectors.themes_page(talk)
    return _show(
        request,
        "conversation",
        talk.question,
        conversation=talk,
        sheet=sheet,
        waiting_count=len(waiting),
        said_count=len(selectors.everything_said(talk)),
        unpublished_count=sum(1 for words in waiting if words.state in services.REASON_BY_STATE),
        fewest=FEWEST,
    )


@require_POST
def again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Work the themes out now."""
    talk, _user = _conversation_here(request, uuid)
    from civic.tasks.services import enqueue

    enqueue(work_out_themes, unless_waiting=True, conversation_id=talk.pk)
    messages.success(request, _("The themes are being worked out. Look again in a moment."))
    return redirect("themes_desk:conversation", talk.uuid)


def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a theme."""
    theme, talk, _user = _theme_here(request, pk)
    form = RenameForm(request.POST or None, initial={"name": theme.name})
    if request.method == "POST" and form.is_valid():
        services.rename_theme(theme, form.cleaned_data["name"])
        messages.success(request, _("It is called “%(name)s” now.") % {"name": theme.name})
        return redirect("themes_desk:conversation", talk.uuid)
    return _show(
        request, "form", str(_("Name this theme")), _talk_crumb(talk), form=form, button=_("Save the name")
    )


def insight(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn a theme into something we heard."""
    theme, talk, user = _theme_here(request, pk)
    words = selectors.words_in(theme)
    mine = {item.key for item in words}
    others = [item for item in selectors.not_placed(talk) if item.text and item.key not in mine]
    form = InsightForm(
        request.POST or None,
        words=words,
        others=others,
        initial={"title": theme.name if theme.renamed else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_insight(theme, by=user, **form.cleaned_data)
        except ValueError:
            form.add_error("evidence", _("Something you chose is gone meanwhile. Look again."))
        else:
            said = _("Written down, in public: “%(title)s”.") % {"title": made.title}
            messages.success(request, said)
            return redirect("themes_desk:conversation", talk.uuid)
    return _show(
        request,
        "insight",
        str(_("Write down what we heard")),
        _talk_crumb(talk),
        form=form,
        theme=theme,
        button=_("Write it down"),
    )


def place(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give what is in no finding its reason, many at a time, until nothing is left in the hole."""
    talk, user = _conversation_here(request, uuid)
    page = Paginator(selectors.not_placed(talk), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    form = ReasonForm(request.POST or None, words=shown)
    if request.method == "POST" and form.is_valid():
        whole_page = request.POST.get("which") == "page"
        keys = [item.key for item in shown] if whole_page else form.cleaned_data["keys"]
        if keys:
            done = services.give_reason(
                talk,
                keys,
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                by=user,
            )
            said = ngettext("%(n)s thing has its reason.", "%(n)s things have their reason.", done)
            messages.success(request, said % {"n": done})
            return redirect("themes_desk:place", talk.uuid)
        form.add_error("keys", _("Tick the words this reason is for."))
    return _show(
        request,
        "place",
        str(_("Not placed yet")),
        _talk_crumb(talk),
        form=form,
        conversation=talk,
        page_of=page,
        words=shown,
        ticked=set(form["keys"].value() or []),
    )


@require_POST
def place_unpublished(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give everything that was not published or taken back that reason, in one press."""
    talk, user = _conversation_here(request, uuid)
    done = services.place_unpublished(talk, by=user)
    said = ngettext("%(n)s thing has its reason.", "%(n)s things have their reason.", done)
    messages.success(request, said % {"n": done})
    return redirect("themes_desk:conversation", talk.uuid)
