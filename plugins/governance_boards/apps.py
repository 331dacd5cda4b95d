"""Partnership boards: who governs the place, what they were asked, and what they answered."""

from django.utils.translation import gettext_lazy as _

from civic.pluginkit.plugin import CivicPlugin


class GovernanceBoards(CivicPlugin):
    name = "plugins.governance_boards"
    label = "governance_boards"
    verbose_name = _("Boards")
    version = "0.1.0"
    requires_civic = ">=0.1,<1"
    summary = _("Boards of several organisations: a public agenda from what was heard, decisions, answers.")
    url_prefix = "boards"
    slots = {"conversation.aside": "plugins.governance_boards.slots.who_decides"}

    def ready(self) -> None:
        from civic.record.sources import register_link_target
        from plugins.governance_boards.sources import BoardLinks

        register_link_target(BoardLinks())
