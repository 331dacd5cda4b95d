"""Fixed choices about assets."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssetKind(models.TextChoices):
    """What sort of space or asset it is, in words people look for."""

    COMMUNITY_CENTRE = "community_centre", _("Community centre")
    HALL = "hall", _("Hall")
    LIBRARY = "library", _("Library")
    SCHOOL = "school", _("School room")
    FAITH = "faith", _("Place of worship")
    MEETING_ROOM = "meeting_room", _("Meeting room")
    WORKSHOP = "workshop", _("Workshop or studio")
    CAFE = "cafe", _("Café or pub")
    SHOP = "shop", _("Shop")
    SPORTS = "sports", _("Sports and leisure")
    CULTURE = "culture", _("Theatre, museum or gallery")
    PARK = "park", _("Park or green space")
    PLAY = "play", _("Play area")
    ALLOTMENT = "allotment", _("Allotments or growing space")
    CEMETERY = "cemetery", _("Cemetery or memorial")
    HEALTH = "health", _("Health or care")
    OFFICE = "office", _("Office")
    DEPOT = "depot", _("Depot or industrial")
    HOUSING = "housing", _("Housing")
    CAR_PARK = "car_park", _("Car park")
    TOILET = "toilet", _("Public toilet")
    LAND = "land", _("Land")
    OTHER = "other", _("Something else")


class AssetStatus(models.TextChoices):
    """Who may see an asset."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    HELD_BACK = "held_back", _("Held back: could do harm if shown")
    NOT_OFFERED = "not_offered", _("On the record, no longer offered for use")
    GONE = "gone", _("Gone: sold, demolished or not here any more")


#: What the public pages may show. Gone assets stay on the statutory record behind the pages.
PUBLIC_STATUSES = (AssetStatus.PUBLISHED, AssetStatus.NOT_OFFERED)


class NotAPlace(models.TextChoices):
    """Why something on an asset list is not a place anybody could visit."""

    RENT_CHARGE = "rent_charge", _("A rent charge: a payment, not a place")
    INFRASTRUCTURE = "infrastructure", _("Infrastructure, such as a substation or a highway verge")
    BARE_LAND = "bare_land", _("Bare land: a strip, a plot, a site with nothing on it")


class Known(models.TextChoices):
    """Yes, no, or nobody knows yet. Not known is never shown as no."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_KNOWN = "not_known", _("Not known")


class FactKey(models.TextChoices):
    """A facility or a means of access that people ask about."""

    STEP_FREE = "step_free", _("Step-free")
    ACCESSIBLE_TOILET = "accessible_toilet", _("Accessible toilet")
    HEARING_LOOP = "hearing_loop", _("Hearing loop")
    LIFT = "lift", _("Lift")
    BLUE_BADGE_BAY = "blue_badge_bay", _("Blue Badge parking")
    PARKING = "parking", _("Parking")
    BUGGY = "buggy", _("Room for buggies")
    BABY_CHANGE = "baby_change", _("Baby change")
    TOILET = "toilet", _("Toilet")
    KITCHEN = "kitchen", _("Kitchen")
    TABLES_AND_CHAIRS = "tables_and_chairs", _("Tables and chairs")
    WIFI = "wifi", _("Wi-Fi")
    PROJECTOR = "projector", _("Projector or screen")
    WATER = "water", _("Running water")
    STORAGE = "storage", _("Storage")
    OUTDOOR = "outdoor", _("Outdoor space")


class RowOutcome(models.TextChoices):
    """What became of one row of a file. Every row has exactly one."""

    CREATED = "created", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("The same as before")
    DUPLICATE = "duplicate", _("The same row again")
    PROBLEM = "problem", _("Not taken in: needs a person")


class SuggestionState(models.TextChoices):
    """What became of something a visitor told us about a space."""

    NEW = "new", _("Waiting to be read")
    TAKEN = "taken", _("Taken into the register")
    DECLINED = "declined", _("Not taken")
