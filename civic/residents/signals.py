"""What rooms above can listen to here. Signals, because events live in a room above this one."""

from django.dispatch import Signal

#: Somebody proved that an address is theirs. Sent inside the transaction, with ``contributor``.
email_confirmed = Signal()

#: Somebody is to be written to about a role offered them. Sent inside the transaction, with ``invitation``.
invited = Signal()

#: An account was changed, and an address is to be told. Sent inside the transaction, with ``to``,
#: ``subject``, ``text`` and ``html``.
notice_due = Signal()
