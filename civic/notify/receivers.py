"""What makes the outbox write."""

from typing import Any

from civic.notify.services import send_what_waited
from civic.notify.telling_answers import tell_answer, tell_correction
from civic.pluginkit.events import receives
from civic.record.events import AnswerCorrected, AnswerPublished
from civic.record.models import Answer
from civic.residents.models import Contributor


@receives(AnswerPublished)
def tell_everyone(event: AnswerPublished) -> None:
    """Tell everybody an answer concerns."""
    answer = Answer.objects.select_related("site").filter(pk=event.answer_id).first()
    if answer is not None:
        tell_answer(answer)


@receives(AnswerCorrected)
def tell_what_was_corrected(event: AnswerCorrected) -> None:
    """Tell everybody who was told."""
    answer = Answer.objects.select_related("site").filter(pk=event.answer_id).first()
    if answer is not None:
        tell_correction(answer, event.version)


def send_what_waited_for_email(sender: type[Contributor], contributor: Contributor, **_more: Any) -> None:
    """Send what waited in "My voice" for an address to be confirmed."""
    send_what_waited(contributor)
