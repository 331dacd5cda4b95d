"""One outbox for everything people are told."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "civic.notify"
    label = "notify"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from civic.notify import invitations, notices, receivers, tasks  # noqa: F401 - importing registers them
        from civic.notify.messages import register_own_kinds
        from civic.residents.permissions import StaffAction, register_action
        from civic.residents.rules import may_assist
        from civic.residents.signals import email_confirmed, invited, notice_due

        register_own_kinds()
        email_confirmed.connect(receivers.send_what_waited_for_email, dispatch_uid="notify.what_waited")
        invited.connect(invitations.send_invitation, dispatch_uid="notify.invitation")
        notice_due.connect(notices.queue_notice, dispatch_uid="notify.notice")
        register_action(
            StaffAction(
                key="notify.print",
                label=_("Print answers for who asked for them on paper"),
                may=may_assist,
                screen="notify:answers_to_print",
            )
        )
