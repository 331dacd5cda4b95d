"""What the demo adds to the admin: who you are, what is yours to do in the story, and the way back."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Site

from civic.demo.apps import IN_THE_BAR
from civic.demo.neighbours import talked_about

if TYPE_CHECKING:
    from django.http import HttpRequest


class StoryPanel(Component):
    """First on the dashboard: what this person does here, and everybody else one can be."""

    name = "demo_story"
    template_name = "demo/panel.html"
    order = 1

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return who is here, their part in the story, and the people of the bar."""
        request = parent_context["request"]
        who = request.user.first_name
        token = get_token(request)  # a component is rendered without its request
        return {"token": token, "now": who, "people": IN_THE_BAR, "todo": _todo(who, request)}


def _todo(who: str, request: "HttpRequest") -> list[tuple[str, str]]:
    """Return what somebody does in the walk: words, and the address where it is done."""
    conversation = talked_about(Site.find_for_request(request))
    boards, register = reverse("boards_desk:index"), "wagtailsnippets_assets_register"
    themes = reverse("themes_desk:conversation", args=[conversation.uuid]) if conversation else ""
    return {
        "Ifan": [
            (_("See what people say about the ticket hall, and write down what we heard"), themes),
            (_("Put it on the board’s agenda, and write the answer"), boards),
        ],
        "Marcia": [(_("Approve what Ifan wrote; then there are ten seconds to stop it"), boards)],
        "Pat": [
            (_("Read what visitors told you about spaces"), reverse(f"{register}_suggestion:list")),
            (_("See how eleven lists went into the register"), reverse(f"{register}_importrun:list")),
            (_("Help somebody without a telephone, at the desk"), reverse("conversations:desk")),
        ],
        "Sam": [(_("Decide about what somebody reported"), reverse("moderation_queue"))],
        "Olwen": [
            (_("Switch a plugin off, and on again"), reverse("pluginkit:plugins")),
            (_("Try another look on"), reverse("look:look")),
        ],
    }.get(who, [])


@hooks.register("construct_homepage_panels")
def story_panel(request: "HttpRequest", panels: list[Any]) -> None:
    """Put the demo's panel on the dashboard, in the demo."""
    if settings.JUNCTION_DEMO:
        panels.append(StoryPanel())


class BackMenuItem(MenuItem):
    """Shown in the demo only."""

    def is_shown(self, request: "HttpRequest") -> bool:
        """Say whether this is the demo."""
        return bool(settings.JUNCTION_DEMO)


@hooks.register("register_admin_menu_item")
def back_to_the_place() -> MenuItem:
    """Lead back to where the demo bar is."""
    return BackMenuItem(gettext_lazy("Back to the demo"), "/#main", icon_name="user", order=10_000)
