"""Being forgotten: asked for, stoppable for an hour, then for good."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from civic.notify.erased_list import note_erased
from civic.notify.models import Message
from civic.notify.rendering import as_read_by
from civic.notify.services import tell
from civic.record.voices import erase_voice
from civic.residents.models import Contributor
from civic.residents.services import forget_contributor

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)

#: How long somebody can stop it after asking.
WAIT = timedelta(hours=1)


@transaction.atomic
def ask_to_erase(contributor: Contributor) -> "datetime":
    """Begin to forget a person; they can stop it until the time returned. Asking twice is asking once.

    Whoever has a confirmed address hears of it there too: a lost receipt code must not cost
    somebody their words unseen.
    """
    contributor = Contributor.objects.select_for_update(of=("self",)).get(pk=contributor.pk)
    if contributor.erase_after is not None:
        return contributor.erase_after
    contributor.erase_after = timezone.now() + WAIT
    contributor.save(update_fields=["erase_after"])
    with as_read_by(contributor, contributor.site):
        at = date_format(timezone.localtime(contributor.erase_after), "H:i")
        context = {
            "title": _("You asked us to forget you"),
            "paragraphs": [
                _("Somebody with your receipt code or your sign-in asked us to erase what you said here.")
                + " "
                + _("It is done soon after %(at)s and cannot be undone then.") % {"at": at},
                _("If it was not you, open My voice before then and press Stop."),
            ],
            "link": reverse("notify:my_voice"),
            "link_words": _("Open My voice"),
        }
    tell(
        contributor,
        kind="notify.plain",
        once_key=f"erase:{contributor.uuid}:{int(contributor.erase_after.timestamp())}",
        context=context,
    )
    return contributor.erase_after


def stop_erasing(contributor: Contributor) -> bool:
    """Stop it. False where nothing was asked, or it has been done."""
    waiting = Contributor.objects.filter(pk=contributor.pk, erased_at=None, erase_after__isnull=False)
    return bool(waiting.update(erase_after=None))


@transaction.atomic
def erase_person(contributor_id: int, *, at_once: bool = False) -> bool:
    """Erase what somebody asked us to forget, whole or not at all. False where there is nothing to do.

    Words and names go and leave a stone; votes, nods and how many came stay as numbers; messages to
    them go. What a board answered, and that somebody took part, stays. Their random id goes on the list
    beside the database, for a restore. Raises ``OSError`` where that cannot be written: nothing is erased
    then, and the worker tries again.
    """
    contributor = (
        Contributor.objects.select_for_update(of=("self",))
        .select_related("site", "user")
        .filter(pk=contributor_id, erased_at=None, erase_after__isnull=False)
        .first()
    )
    if contributor is None or contributor.erase_after is None:
        return False
    if not at_once and contributor.erase_after > timezone.now():
        return False
    note_erased(contributor.uuid)
    erase_voice(contributor)
    Message.objects.filter(contributor=contributor).delete()
    forget_contributor(contributor)
    log.info("notify.person_erased", extra={"contributor_id": contributor_id})
    return True


def erase_again(who: UUID) -> bool:
    """Erase whoever a restore brought back after they were erased. False where there is nothing to do."""
    back = Contributor.objects.filter(uuid=who, erased_at=None)
    if not back.update(erase_after=timezone.now()):
        return False
    return erase_person(back.values_list("pk", flat=True)[0], at_once=True)


def erase_those_due() -> int:
    """Erase everybody whose hour has passed. Returns how many."""
    due = Contributor.objects.filter(erased_at=None, erase_after__lte=timezone.now())
    return sum(erase_person(pk) for pk in list(due.values_list("pk", flat=True)[:100]))
