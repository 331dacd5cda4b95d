"""What authors wrote when they asked for another look, so that it can be erased with the rest."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from civic.moderation.models import Appeal
from civic.moderation.selectors import find_items

if TYPE_CHECKING:
    from civic.record.voices import VoiceItem
    from civic.residents.models import Contributor


class AppealVoice:
    """The words of appeals. "My voice" tells of the decisions themselves by message."""

    def voice(self, contributor: "Contributor") -> "Sequence[VoiceItem]":
        """Return nothing."""
        return ()

    def take_back(self, contributor: "Contributor", key: str) -> bool:
        """Return False: another look that was asked for is taken."""
        return False

    def put_back(self, contributor: "Contributor", key: str) -> bool:
        """Return False."""
        return False

    def erase(self, contributor: "Contributor") -> None:
        """Remove what they wrote; the decisions and their reasons stay in the log."""
        asked = Appeal.objects.filter(site=contributor.site_id).exclude(words="").select_related("decision")
        keys = {appeal.pk: appeal.decision.target_key for appeal in asked}
        targets = find_items(keys.values())
        mine = [pk for pk, key in keys.items() if key in targets and targets[key].author_id == contributor.pk]
        Appeal.objects.filter(pk__in=mine).update(words="")
