"""Writes about the names people give: a moderator can take one off every screen, and put it back.

Where a conversation holds every post, a changed name waits too: it would show beside words that were
read under another.
"""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from engagement.conversations.enums import EventKind, State
from engagement.conversations.ledger import add_event
from engagement.conversations.lookalikes import skeleton
from engagement.conversations.models import Contribution, HeldName, HiddenName

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
    """Say whether this is the name a moderator took off this person, or looks the same."""
    hidden = HiddenName.objects.filter(contributor=contributor).values_list("name", flat=True).first()
    return hidden is not None and skeleton(hidden) == skeleton(name)


def may_rename(contributor: "Contributor", name: str) -> bool:
    """Say whether a new name may show at once. One a moderator took off may not; one that waits is kept."""
    if is_hidden_name(contributor, name):
        return False
    read_first = Contribution.objects.filter(
        contributor=contributor, number__isnull=False, conversation__hold_posts=True
    )
    if not read_first.exists():
        return True
    _hold_name(contributor, name)
    return False


def _hold_name(contributor: "Contributor", name: str) -> None:
    """Let a name wait for a moderator; one that was refused is not asked about again."""
    held, made = HeldName.objects.get_or_create(
        contributor=contributor, defaults={"site_id": contributor.site_id, "name": name}
    )
    asked_before = held.name.casefold() == name.casefold() and held.state != State.PUBLISHED
    if not made and not asked_before:
        held.name, held.state, held.asked_at = name, State.HELD, timezone.now()
        held.save(update_fields=["name", "state", "asked_at"])


@transaction.atomic
def release_name(held: HeldName) -> None:
    """Show a name that waited, beside everything its person said."""
    held = HeldName.objects.select_for_update(of=("self",)).select_related("contributor").get(pk=held.pk)
    if held.state != State.PUBLISHED:
        held.state = State.PUBLISHED
        held.save(update_fields=["state"])
        _rename(held.contributor, held.name)


def reject_name(held: HeldName) -> None:
    """Leave the name that shows as it is."""
    HeldName.objects.filter(pk=held.pk, state=State.HELD).update(state=State.REJECTED)


def waiting_name(contributor: "Contributor | None") -> str:
    """Return the name a person asked for that nobody has read yet."""
    if contributor is None:
        return ""
    names = HeldName.objects.filter(contributor=contributor, state=State.HELD).values_list("name", flat=True)
    return names.first() or ""


def _rename(contributor: "Contributor", name: str) -> None:
    """Change the name and tell every thread it shows in."""
    contributor.display_name = name
    contributor.save(update_fields=["display_name"])
    named = (
        Q(contributor=contributor)
        | Q(parent__contributor=contributor, parent__root__isnull=False)
        | Q(merged_into__contributor=contributor)
        | Q(merged__contributor=contributor)
    )
    shown = Contribution.objects.filter(named, state=State.PUBLISHED).distinct()
    for contribution in shown.order_by("conversation_id", "thread_id", "pk"):
        if contribution.number is not None:
            add_event(contribution.thread_id, EventKind.EDITED, contribution)
