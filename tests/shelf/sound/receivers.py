from civic.places.context import current_site
from civic.pluginkit.events import receives
from tests.shelf.sound.events import ShelfRang

#: The place in force and the number of rings, for each event heard.
heard: list[tuple[int, int]] = []


@receives(ShelfRang)
def hear(event: ShelfRang) -> None:
    site = current_site()
    heard.append((site.pk if site else 0, event.times))
