"""The register's tables, one family a file."""

from assets_register.models.asset import Asset, AssetFact, AssetQuerySet
from assets_register.models.imports import ImportedRow, ImportRun
from assets_register.models.index import AssetIndex, AssetTotal, Scope
from assets_register.models.suggestions import Suggestion

__all__ = [
    "Asset",
    "AssetFact",
    "AssetIndex",
    "AssetQuerySet",
    "AssetTotal",
    "ImportRun",
    "ImportedRow",
    "Scope",
    "Suggestion",
]
