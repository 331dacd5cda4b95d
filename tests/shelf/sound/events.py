from dataclasses import dataclass

from civic.pluginkit.events import Event


@dataclass(frozen=True, kw_only=True)
class ShelfRang(Event):
    """Something on the shelf rang."""

    times: int
