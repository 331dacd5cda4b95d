"""Captions: lines a typist writes of what is said aloud. Kept; a wrong line is put right."""

from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from engagement.conversations.room import rules
from engagement.conversations.room.models import MAX_CAPTION, CaptionLine, Gathering, new_mark
from engagement.conversations.room.running import locked
from engagement.conversations.room.snapshots import touch
from engagement.conversations.rules import NotYours, clean_words

if TYPE_CHECKING:
    from civic.residents.models import User

#: What a signed link opens: the typist's page, or the screen.
TYPE, SCREEN = "type", "screen"
_SALT = "room.link"


def link_key(gathering: Gathering, purpose: str) -> str:
    """Return what a link to one page of one gathering carries; good until it is over or links are renewed."""
    return signing.dumps([str(gathering.uuid), gathering.link_mark], salt=f"{_SALT}.{purpose}")


def may_open(user: Any, gathering: Gathering, purpose: str, key: str) -> bool:
    """Say whether somebody may open a page: a facilitator here, or whoever holds its link."""
    if rules.may_run(user, gathering.site_id):
        return True
    if not key or not gathering.is_open:
        return False
    try:
        uuid, mark = signing.loads(key, salt=f"{_SALT}.{purpose}")
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return str(uuid) == str(gathering.uuid) and constant_time_compare(str(mark), gathering.link_mark)


@transaction.atomic
def renew_links(gathering: Gathering, *, by: "User") -> None:
    """End every link to the screen and the typist's page; new ones have to be handed out."""
    now = locked(gathering, by)
    now.link_mark = new_mark()
    now.save(update_fields=["link_mark"])


@transaction.atomic
def add_line(gathering: Gathering, text: str) -> CaptionLine:
    """Keep a line, and show it. The caller has asked ``may_open``.

    Raises ``WordsRefused`` for nothing or more than 500 characters, ``NotOpen`` where it is over.
    """
    words = clean_words(" ".join(text.split()), limit=MAX_CAPTION)
    now = Gathering.objects.select_for_update().get(pk=gathering.pk)
    rules.check_not_over(now)
    last = now.captions.aggregate(last=Max("number"))["last"] or 0
    line: CaptionLine = now.captions.create(number=last + 1, text=words)
    touch(now)
    return line


@transaction.atomic
def correct_line(gathering: Gathering, number: int, text: str) -> CaptionLine:
    """Put a line right; the transcript says that it was. Raises ``NotYours`` where there is none."""
    words = clean_words(" ".join(text.split()), limit=MAX_CAPTION)
    now = Gathering.objects.select_for_update().get(pk=gathering.pk)
    line: CaptionLine | None = now.captions.filter(number=number).first()
    if line is None:
        raise NotYours(_("There is no such line."))
    if words != line.text:
        line.text, line.corrected_at = words, timezone.now()
        line.save(update_fields=["text", "corrected_at"])
        touch(now)
    return line
