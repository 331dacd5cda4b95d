"""Writes about the names people give: a moderator can take one off every screen, and put it back."""

from typing import TYPE_CHECKING

from django.db import transaction

from engagement.conversations.enums import EventKind, State
from engagement.conversations.models import Contribution, HiddenName
from engagement.conversations.services import add_event

if TYPE_CHECKING:
    from civic.residents.models import Contributor


@transaction.atomic
def hide_name(contributor: "Contributor", *, reason: str) -> None:
    """Show "A neighbour" in place of a name; typing the same name again does not bring it back."""
    if not contributor.display_name:
        return
    HiddenName.objects.update_or_create(
        contributor=contributor,
        defaults={"site_id": contributor.site_id, "name": contributor.display_name, "reason": reason.strip()},
    )
    _rename(contributor, "")


@transaction.atomic
def restore_name(contributor: "Contributor") -> None:
    """Show a name again that was taken off, unless the person has given another since."""
    hidden = HiddenName.objects.filter(contributor=contributor).first()
    if hidden is not None:
        hidden.delete()
        if not contributor.display_name:
            _rename(contributor, hidden.name)


def is_hidden_name(contributor: "Contributor", name: str) -> bool:
    """Say whether this is the name a moderator took off this person."""
    return HiddenName.objects.filter(contributor=contributor, name__iexact=name.strip()).exists()


def _rename(contributor: "Contributor", name: str) -> None:
    """Change the name and tell every thread it shows in."""
    contributor.display_name = name
    contributor.save(update_fields=["display_name"])
    shown = Contribution.objects.filter(contributor=contributor, state=State.PUBLISHED)
    for contribution in shown.order_by("conversation_id", "thread_id", "pk"):
        if contribution.number is not None:
            add_event(contribution.thread_id, EventKind.EDITED, contribution)
