"""The register's tables, one family a file."""

from assets_register.models.access import AccessGuide, AccessPhoto
from assets_register.models.asset import Asset, AssetFact, AssetQuerySet
from assets_register.models.claims import Claim
from assets_register.models.enquiries import Enquiry
from assets_register.models.imports import ImportedRow, ImportRun, ImportUpload, SavedMapping
from assets_register.models.index import AssetHours, AssetIndex, AssetTotal, AssetWord, Scope
from assets_register.models.offered import (
    OfferedService,
    OfferedServiceQuerySet,
    SchoolTerm,
    ServiceBreak,
    ServiceTime,
)
from assets_register.models.rooms import Room, RoomCapacity, RoomFact, facts_in_rooms
from assets_register.models.same import AssetMerge, LikelyPair
from assets_register.models.saved_searches import SavedSearch
from assets_register.models.settings import RegisterSettings
from assets_register.models.suggestions import Suggestion
from assets_register.models.terms import Extra, HireTerms, Rate

__all__ = [
    "AccessGuide",
    "AccessPhoto",
    "Asset",
    "AssetFact",
    "AssetHours",
    "AssetIndex",
    "AssetMerge",
    "AssetQuerySet",
    "AssetTotal",
    "AssetWord",
    "Claim",
    "Enquiry",
    "Extra",
    "HireTerms",
    "ImportRun",
    "ImportUpload",
    "ImportedRow",
    "LikelyPair",
    "OfferedService",
    "OfferedServiceQuerySet",
    "Rate",
    "RegisterSettings",
    "Room",
    "RoomCapacity",
    "RoomFact",
    "SavedMapping",
    "SavedSearch",
    "SchoolTerm",
    "Scope",
    "ServiceBreak",
    "ServiceTime",
    "Suggestion",
    "facts_in_rooms",
]
