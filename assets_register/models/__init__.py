"""The register's tables, one family a file."""

from assets_register.models.asset import Asset, AssetFact, AssetQuerySet
from assets_register.models.imports import ImportedRow, ImportRun

__all__ = ["Asset", "AssetFact", "AssetQuerySet", "ImportRun", "ImportedRow"]
