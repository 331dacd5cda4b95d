"""What claimants, administrators and other keepers are told about claims."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from assets_register.addresses import section_path
from assets_register.models import Asset, Claim
from civic.notify.kinds import MessageKind, register_kind
from civic.notify.services import tell
from civic.residents.enums import Role
from civic.residents.selectors import people_with_role
from civic.residents.services import contributor_for_user

if TYPE_CHECKING:
    from civic.notify.models import Message

DECIDED, WAITS, MOVED = "assets_register.claim", "assets_register.claim_waits", "assets_register.claim_moved"


def tell_claimant(claim: Claim) -> None:
    """Tell whoever claimed a space what was decided.

    The message keeps the outcome and the name: it says them also when space and claim are gone.
    """
    moment = int(claim.decided_at.timestamp()) if claim.decided_at else 0
    key = f"claim:{claim.uuid}:{claim.state}:{moment}"
    tell(claim.contributor, kind=DECIDED, once_key=key, context={"claim": claim.pk, **_outcome(claim)})


def _outcome(claim: Claim) -> dict[str, Any]:
    return {
        "outcome": claim.state,
        "reason": claim.reason,
        "looks_after": claim.looks_after,
        "name": claim.asset.name,
    }


def tell_administrators(claim: Claim) -> None:
    """Tell the place's administrators that a claim waits."""
    for person in people_with_role(claim.site, Role.PLACE_ADMINISTRATOR).order_by("pk"):
        tell(
            contributor_for_user(person, claim.site),
            kind=WAITS,
            once_key=f"claim-waits:{claim.uuid}:{claim.state}:{person.pk}",
            context={"claim": claim.pk},
        )


def tell_other_keepers(claim: Claim) -> None:
    """Tell whoever else keeps the space that there is another keeper."""
    others = Claim.objects.standing().filter(asset=claim.asset).exclude(pk=claim.pk)
    for other in others.select_related("contributor__site"):
        key = f"claim-moved:{claim.uuid}:{other.uuid}"
        tell(other.contributor, kind=MOVED, once_key=key, context={"claim": claim.pk})


def prepare_letters(messages: "Sequence[Message]") -> Mapping[int, Mapping[str, Any] | None]:
    """Return each claim as it is now, and its space as everybody sees it, by message pk.

    None where there is nothing to say any more: the claim is gone, or nothing waits to be decided.
    """
    wanted = [message.context["claim"] for message in messages]
    claims = Claim.objects.select_related("contributor").in_bulk(wanted)
    spaces = Asset.objects.as_shown().in_bulk([claim.asset_id for claim in claims.values()])
    found: dict[int, Mapping[str, Any] | None] = {}
    for message in messages:
        claim = claims.get(message.context["claim"])
        if message.kind == DECIDED:
            found[message.pk] = _decided(message, claim, spaces)
        elif claim is None or (message.kind == WAITS and not claim.is_open):
            found[message.pk] = None
        else:
            found[message.pk] = {"claim": claim, "asset": spaces[claim.asset_id]}
    return found


def _decided(message: "Message", claim: Claim | None, spaces: Mapping[int, Asset]) -> dict[str, Any] | None:
    """Return what was decided, as it was told; the space by the name it goes by now, where it is there."""
    section = section_path(message.site_id)
    facts = {"mine_path": f"{section}mine/" if section else ""}
    if claim is not None:
        if "outcome" not in message.context:  # written before messages kept it
            facts |= _outcome(claim)
        return {**facts, "name": spaces[claim.asset_id].name}
    return facts if "outcome" in message.context else None


def register_kinds() -> None:
    """Let the outbox send them."""
    for key, title in (
        (DECIDED, _("A space you told us about")),
        (WAITS, _("Somebody says that a space is theirs")),
        (MOVED, _("Somebody else looks after a space of yours too")),
    ):
        register_kind(
            MessageKind(
                key=key,
                title=title,
                subject=_("About a space, at %(place)s"),
                text_template=f"assets_register/messages/{key.partition('.')[2]}.txt",
                html_template=f"assets_register/messages/{key.partition('.')[2]}.html",
                prepare=prepare_letters,
                in_app=key != WAITS,
            )
        )
