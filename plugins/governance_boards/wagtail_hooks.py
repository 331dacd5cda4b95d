"""The boards' place in the admin: a menu item and their desks; gone where the plugin is off."""

from typing import TYPE_CHECKING, Any

from django.urls import URLResolver, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Site

from civic.pluginkit.routes import plugin_addresses
from civic.pluginkit.selectors import is_on
from civic.residents.enums import Role
from civic.residents.permissions import StaffAction, register_action
from civic.residents.rules import has_role
from plugins.governance_boards import desk_urls, selectors
from plugins.governance_boards.rules import sees_desk, sits_on
from plugins.governance_boards.views.desk import may_make_boards

if TYPE_CHECKING:
    from django.http import HttpRequest


def _has_work(user: Any, site: Site) -> bool:
    return sees_desk(user, site) or may_make_boards(user, site)


class BoardsMenuItem(MenuItem):
    """Shown to those with work at a board, where boards are on."""

    def is_shown(self, request: "HttpRequest") -> bool:
        """Say whether this person sees it here."""
        site = Site.find_for_request(request)
        return is_on("governance_boards", site) and _has_work(request.user, site)


@hooks.register("register_admin_urls")
def desk_addresses() -> list[URLResolver]:
    """Mount the desks."""
    patterns = desk_urls.urlpatterns
    return [plugin_addresses("governance_boards", "boards/", patterns, namespace="boards_desk")]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """Add the menu item."""
    return BoardsMenuItem(_("Boards"), reverse("boards_desk:index"), icon_name="group", order=250)


class WaitingPanel(Component):
    """What waits at this person's boards, on the dashboard, each line leading to it."""

    name = "boards_waiting"
    template_name = "governance_boards/desk/panel.html"
    order = 100

    class Media:
        css = {"all": ["governance_boards/desk.css"]}

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return lines of words and addresses, only of what is not nought."""
        request = parent_context["request"]
        site = Site.find_for_request(request)
        heard = selectors.waiting_for_a_board(site).count()
        words = ngettext(
            "%(n)d finding lies before no board yet", "%(n)d findings lie before no board yet", heard
        )
        lines = [(heard, words % {"n": heard}, reverse("boards_desk:index"))]
        for board in selectors.waiting_at_boards(site):
            if sits_on(request.user, board):
                lines += _board_lines(board)
            elif may_make_boards(request.user, site):
                lines.append(_late_line(board))
        return {"rows": [{"words": words, "url": url} for n, words, url in lines if n]}


def _late_line(board: Any) -> tuple[int, str, str]:
    """What of a board, with its counts, concerns who does not sit on it: promises run over."""
    late = board.overdue_count
    words = ngettext("%(n)d answer overdue", "%(n)d answers overdue", late) % {"n": late}
    return late, f"{board.name}: {words}", reverse("boards_desk:index")


def _board_lines(board: Any) -> list[tuple[int, str, str]]:
    """What of a board, with its counts, concerns who sits on it."""
    desk = reverse("boards_desk:board", args=[board.pk])
    late, approve, waiting = board.overdue_count, board.approve_count, board.before_count
    inbox = board.inbox_count
    said = [
        (inbox, ngettext("%(n)d finding in the inbox", "%(n)d findings in the inbox", inbox)),
        (late, ngettext("%(n)d answer overdue", "%(n)d answers overdue", late)),
        (approve, ngettext("%(n)d answer to approve", "%(n)d answers to approve", approve)),
        (waiting, ngettext("%(n)d thing to answer", "%(n)d things to answer", waiting)),
    ]
    return [(n, f"{board.name}: {words % {'n': n}}", desk) for n, words in said]


@hooks.register("construct_homepage_panels")
def waiting_panel(request: "HttpRequest", panels: list[Any]) -> None:
    """Add the panel for those with work at a board, where boards are on."""
    site = Site.find_for_request(request)
    if is_on("governance_boards", site) and sees_desk(request.user, site):
        panels.append(WaitingPanel())


register_action(
    StaffAction(key="boards.desk", label=_("See the boards' desk"), may=_has_work, screen="boards_desk:index")
)
register_action(
    StaffAction(
        key="boards.make",
        label=_("Make boards, and seat people"),
        may=may_make_boards,
        screen="boards_desk:make",
    )
)
register_action(
    StaffAction(
        key="boards.answer",
        label=_("Write a board's answers, and approve others'"),
        may=lambda user, site: has_role(user, site, Role.BOARD_MEMBER),
        needs=_("a seat on that board"),
    )
)
