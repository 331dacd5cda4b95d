"""What somebody claimed, in "My voice"."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from assets_register.addresses import section_path
from assets_register.claims import withdraw_claim
from assets_register.enums import OPEN_CLAIMS, ClaimState
from assets_register.models import Claim
from civic.record.sources import split_key
from civic.record.voices import VoiceItem

if TYPE_CHECKING:
    from civic.residents.models import Contributor

KIND = "assets_register.claim"


class ClaimVoice:
    """Spaces somebody says are theirs, or put into the register."""

    def voice(self, contributor: "Contributor") -> Sequence[VoiceItem]:
        """Return them."""
        rows = list(Claim.objects.filter(contributor=contributor).select_related("asset"))
        section = section_path(contributor.site) if rows else ""
        return [
            VoiceItem(
                key=f"{KIND}:{row.uuid}",
                subject_key=row.asset.space_key,
                what=_("You told us of a space") if row.came_with_it else _("You said that a space is yours"),
                text=row.space_name,
                when=row.made_at,
                url=f"{section}mine/" if section else "",
                state="" if row.state == ClaimState.VERIFIED else str(ClaimState(row.state).label),
                details=tuple(filter(None, (row.organisation_name, row.how, row.appeal))),
                can_take_back=row.state in (*OPEN_CLAIMS, ClaimState.VERIFIED) and row.looks_after,
            )
            for row in rows
        ]

    def take_back(self, contributor: "Contributor", key: str) -> bool:
        """Take a claim back."""
        kind, id_ = split_key(key)
        if kind != KIND:
            return False
        try:
            claim = Claim.objects.filter(uuid=UUID(id_), contributor=contributor).first()
        except ValueError:
            return False
        return claim is not None and withdraw_claim(claim)

    def put_back(self, contributor: "Contributor", key: str) -> bool:
        """Return False: they claim it anew."""
        return False

    def erase(self, contributor: "Contributor") -> None:
        """Take back what waits or stands, and forget how they could be checked."""
        for claim in Claim.objects.filter(contributor=contributor):
            withdraw_claim(claim)
        Claim.objects.filter(contributor=contributor).update(how="", appeal="", organisation_name="")
