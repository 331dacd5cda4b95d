"""What happens in the register, told after it has. One event for all assets of one press."""

from dataclasses import dataclass

from civic.pluginkit.events import Event


@dataclass(frozen=True, kw_only=True)
class AssetsPublished(Event):
    """Assets can now be seen by everybody."""

    asset_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class AssetsChanged(Event):
    """What the register says about assets is different, or they are no longer shown."""

    asset_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class AssetsConfirmed(Event):
    """Somebody who knows said that what the register says is still right."""

    asset_ids: list[int]
