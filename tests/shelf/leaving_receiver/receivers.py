import sys

from civic.pluginkit.events import receives
from tests.shelf.sound.events import ShelfRang


@receives(ShelfRang)
def leave(event: ShelfRang) -> None:
    sys.exit("I am off")
