"""Where the room above says what goes on in it; the hub shows it to all who read along."""

from collections.abc import Callable

from engagement.conversations.live.threads import Rooms

_read: list[Callable[[int], Rooms]] = []


def ask_for_rooms(read: Callable[[int], Rooms]) -> None:
    """Be asked, by a thread's id, what goes on now in the rooms where people talk in it, by their uuid.

    JSON values, the same for every reader and in no language but that of what people wrote. Called in
    one of the hub's threads. Call while the app starts.
    """
    if read not in _read:
        _read.append(read)


def rooms_of(thread_id: int) -> Rooms:
    """Return what goes on in the rooms of a thread; empty where there are none."""
    return {uuid: room for read in _read for uuid, room in read(thread_id).items()}
