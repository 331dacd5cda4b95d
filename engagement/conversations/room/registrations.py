"""Where rooms show up below: in the live channel, and in the table of permissions."""

from django.utils.translation import gettext_lazy as _

from civic.residents.permissions import StaffAction, register_action
from engagement.conversations.live.rooms import ask_for_rooms
from engagement.conversations.room import rules
from engagement.conversations.room.snapshots import rooms_of_thread


def register() -> None:
    """Tell the rooms below of this one."""
    ask_for_rooms(rooms_of_thread)
    register_action(
        StaffAction(
            key="room.run", label=_("Run a conversation in a room"), may=rules.may_run, screen="room:index"
        )
    )
