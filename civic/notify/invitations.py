"""Letters that offer somebody a role. The link is made when the letter is, and kept nowhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import formats, timezone

from civic.notify.models import Message
from civic.notify.services import tell
from civic.residents.invitations import invitation_token
from civic.residents.models import Invitation


def send_invitation(sender: type[Invitation], invitation: Invitation, **_more: Any) -> None:
    """Write to whoever reads the address."""
    if invitation.reader is None:
        return
    tell(
        invitation.reader,
        kind="residents.invitation",
        once_key=f"invitation:{invitation.uuid}:{invitation.sent_at.isoformat()}",
        context={"invitation": str(invitation.uuid)},
    )


def prepare_invitations(messages: Sequence[Message]) -> Mapping[int, Mapping[str, Any] | None]:
    """Return what the letters say, by message pk; None for an invitation taken back meanwhile."""
    keys = {message.pk: message.context["invitation"] for message in messages}
    found = Invitation.objects.select_related("invited_by").filter(uuid__in=keys.values())
    by_uuid = {str(invitation.uuid): invitation for invitation in found}
    return {pk: _words(by_uuid[key]) if key in by_uuid else None for pk, key in keys.items()}


def _words(invitation: Invitation) -> Mapping[str, Any]:
    return {
        "token": invitation_token(invitation),
        "role": invitation.get_role_display(),
        "who": invitation.invited_by.first_name if invitation.invited_by else "",
        "until": formats.date_format(timezone.localtime(invitation.expires_at), "j F Y"),
    }
