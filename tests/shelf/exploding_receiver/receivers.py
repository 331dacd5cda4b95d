from civic.pluginkit.events import receives
from tests.shelf.sound.events import ShelfRang


@receives(ShelfRang)
def explode(event: ShelfRang) -> None:
    raise ValueError("told by ada@pellbridge.example")
