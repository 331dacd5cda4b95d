"""The kinds of message about the rooms below: addresses, answers, and plain words from a host."""

from django.utils.translation import gettext_lazy as _

from civic.notify.answers import corrected_titles, prepare_answers
from civic.notify.invitations import prepare_invitations
from civic.notify.kinds import MessageKind, register_kind
from civic.notify.telling_answers import answer_delivered


def register_own_kinds() -> None:
    """Register the kinds this room looks after."""
    register_kind(
        MessageKind(
            key="residents.confirm_email",
            title=_("Is this your email?"),
            subject=_("Is this your email? %(place)s would like to know"),
            text_template="notify/messages/confirm_email.txt",
            html_template="notify/messages/confirm_email.html",
            to_unconfirmed=True,
            in_app=False,
        )
    )
    register_kind(
        MessageKind(
            key="residents.invitation",
            title=_("An invitation"),
            subject=_("An invitation from %(place)s"),
            text_template="notify/messages/invitation.txt",
            html_template="notify/messages/invitation.html",
            to_unconfirmed=True,
            in_app=False,
            prepare=prepare_invitations,
        )
    )
    register_kind(
        MessageKind(
            key="record.answer",
            title=_("%(owner)s answered: %(headline)s"),
            text_template="notify/messages/answer.txt",
            html_template="notify/messages/answer.html",
            prepare=prepare_answers,
            title_now=corrected_titles,
            delivered=answer_delivered,
        )
    )
    register_kind(
        MessageKind(
            key="record.correction",
            title=_("%(owner)s corrected an answer: %(headline)s"),
            text_template="notify/messages/correction.txt",
            html_template="notify/messages/correction.html",
            prepare=prepare_answers,
            title_now=corrected_titles,
        )
    )
    register_kind(
        MessageKind(
            key="notify.plain",
            title="%(title)s",
            subject=_("News from %(place)s about something you joined"),
            text_template="notify/messages/plain.txt",
            html_template="notify/messages/plain.html",
        )
    )
