"""Where rooms show up below: in the live channel."""

from engagement.conversations.live.rooms import register_rooms
from engagement.conversations.room.snapshots import rooms_of_thread


def register() -> None:
    """Tell the rooms below of this one."""
    register_rooms(rooms_of_thread)
