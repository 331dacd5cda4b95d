"""What a newcomer can do once the walk is over, with links that work for whoever is signed in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from assets_register.rules import may_keep_register
from civic.pluginkit.views import may_switch
from civic.themekit.rules import may_dress

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site

#: Who keeps the register, and who runs the site, for those who may not do it themselves.
KEEPER, ADMINISTRATOR = "Pat", "Olwen"


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """One thing to try."""

    title: str
    line: str
    url: str
    icon: str
    action: str
    be: str = ""
    """Whom one has to be for the link to work; empty where whoever looks may follow it."""
    command: str = ""


def next_steps(request: "HttpRequest", site: "Site") -> list[NextStep]:
    """Return the four things to try, each reachable by whoever asks: as they are, or as somebody else."""
    user = request.user
    return [
        NextStep(
            title=_("Import your own register"),
            line=_(
                "Any CSV of buildings and land. It says first what would happen to every row, and how to "
                "take it in. See how Pellbridge’s eleven lists went in."
            ),
            command=".venv/bin/python manage.py import_assets yours.csv",
            url=reverse("wagtailsnippets_assets_register_importrun:list"),
            icon="download",
            action=_("See the imports"),
            be="" if may_keep_register(user, site) else KEEPER,
        ),
        NextStep(
            title=_("Switch a plugin off"),
            line=_("Turn the boards off: the rest of the site goes on without them. Then on again."),
            url=reverse("pluginkit:plugins"),
            icon="filter",
            action=_("Open the plugins"),
            be="" if may_switch(user, site) else ADMINISTRATOR,
        ),
        NextStep(
            title=_("Change the look"),
            line=_("Try Seafront on. Nobody else sees it until you choose it."),
            url=reverse("look:look"),
            icon="edit",
            action=_("Open the looks"),
            be="" if may_dress(user, site) else ADMINISTRATOR,
        ),
        NextStep(
            title="Cymraeg",
            line=_("The whole site in Welsh, page for page: forms, letters and errors too."),
            url="/cy/",
            icon="language",
            action="Pont-pell yn Gymraeg",
        ),
    ]
