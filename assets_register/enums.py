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
    MERGED = "merged", _("Merged into another listing of the same place")


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
    CHANGING_PLACES = "changing_places", _("Changing Places toilet")
    QUIET_ROOM = "quiet_room", _("Quiet room")
    ASSISTANCE_DOGS = "assistance_dogs", _("Assistance dogs welcome")
    WIDE_DOORS = "wide_doors", _("Doors wide enough for a wheelchair")
    HEATING = "heating", _("Heating")


#: The order in which people read facts: getting in first. The order above is the index's (append only).
FACTS_IN_ORDER = (
    FactKey.STEP_FREE, FactKey.WIDE_DOORS, FactKey.LIFT, FactKey.ACCESSIBLE_TOILET, FactKey.CHANGING_PLACES,
    FactKey.HEARING_LOOP, FactKey.QUIET_ROOM, FactKey.ASSISTANCE_DOGS, FactKey.BLUE_BADGE_BAY,
    FactKey.PARKING, FactKey.BUGGY, FactKey.BABY_CHANGE, FactKey.TOILET, FactKey.KITCHEN,
    FactKey.TABLES_AND_CHAIRS, FactKey.WIFI, FactKey.PROJECTOR, FactKey.HEATING, FactKey.WATER,
    FactKey.STORAGE, FactKey.OUTDOOR,
)  # fmt: skip

FACT_CHOICES = tuple((key.value, key.label) for key in FACTS_IN_ORDER)

#: What can be true of one room and not of the next. Kitchens have a grade of their own.
ROOM_FACTS = (
    FactKey.STEP_FREE, FactKey.WIDE_DOORS, FactKey.HEARING_LOOP, FactKey.TABLES_AND_CHAIRS, FactKey.WIFI,
    FactKey.PROJECTOR, FactKey.HEATING, FactKey.WATER, FactKey.STORAGE, FactKey.OUTDOOR,
)  # fmt: skip


#: Facts about the way in, which a room alone cannot answer for.
GETTING_IN = frozenset({FactKey.STEP_FREE, FactKey.WIDE_DOORS})


class Layout(models.TextChoices):
    """How the furniture stands: a room holds a different number of people in each."""

    STANDING = "standing", _("Standing")
    THEATRE = "theatre", _("Rows of chairs")
    CLASSROOM = "classroom", _("Tables facing the front")
    BOARDROOM = "boardroom", _("Round one table")
    BANQUET = "banquet", _("Round several tables")
    CIRCLE = "circle", _("Chairs in a circle")


class KitchenGrade(models.TextChoices):
    """What the room's kitchen is good for."""

    NOT_KNOWN = "not_known", _("Not known")
    NONE = "none", _("No kitchen")
    TEA_POINT = "tea_point", _("Kettle and sink")
    DOMESTIC = "domestic", _("Home kitchen: a cooker and a fridge")
    CATERING = "catering", _("Catering kitchen: can cook for a crowd")


#: Grades that count as a kitchen where people look for one.
KITCHENS = (KitchenGrade.TEA_POINT, KitchenGrade.DOMESTIC, KitchenGrade.CATERING)


class HirerKind(models.TextChoices):
    """Who wants the room; many places ask each a different price."""

    ANYONE = "anyone", _("Anyone")
    COMMUNITY = "community", _("A community group or charity")
    RESIDENT = "resident", _("A person or family, for themselves")
    PUBLIC_BODY = "public_body", _("A council or other public body")
    BUSINESS = "business", _("A business")


class RatePer(models.TextChoices):
    """What a price is for."""

    HOUR = "hour", _("an hour")
    SESSION = "session", _("the whole of that time")
    DAY = "day", _("a day")


class RateDays(models.TextChoices):
    """The days on which a price holds."""

    ALL = "all", _("Every day")
    WEEKDAYS = "weekdays", _("Monday to Friday")
    WEEKEND = "weekend", _("Saturday and Sunday")


class ExtraPer(models.TextChoices):
    """How often an extra is charged."""

    HIRE = "hire", _("a hire")
    HOUR = "hour", _("an hour")
    PERSON = "person", _("a person")


class InsuranceRoute(models.TextChoices):
    """Whose public liability insurance covers a hire."""

    NOT_KNOWN = "not_known", _("Not known")
    YOURS = "yours", _("You bring your own")
    OURS = "ours", _("The building’s covers you")
    PARTNERSHIP = "partnership", _("The partnership’s covers you")


class Vat(models.TextChoices):
    """Whether prices have VAT in them."""

    NOT_KNOWN = "not_known", _("Not known")
    INCLUDED = "included", _("VAT is in the prices")
    ADDED = "added", _("VAT comes on top")
    NONE = "none", _("No VAT")


class RowOutcome(models.TextChoices):
    """What became of one row of a file. Every row has exactly one."""

    CREATED = "created", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("The same as before")
    DUPLICATE = "duplicate", _("The same row again")
    PROBLEM = "problem", _("Not taken in: needs a person")


class UndoOutcome(models.TextChoices):
    """What became of one row when its import was undone."""

    BACK = "back", _("As it was before the import")
    PART = "part", _("As before, but for what a person changed since")
    KEPT = "kept", _("Kept: a person has changed it since")


class UploadStep(models.TextChoices):
    """How far a file has come on its way into the register."""

    COLUMNS = "columns", _("Its columns wait to be looked at")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, not taken in yet")
    APPLYING = "applying", _("Being taken in")
    APPLIED = "applied", _("Taken in")


class PairState(models.TextChoices):
    """What a person said about two listings that may be of one place."""

    NEW = "new", _("Nobody has looked yet")
    TWO_PLACES = "two_places", _("Two places")
    MERGED = "merged", _("Merged")


class SuggestionState(models.TextChoices):
    """What became of something a visitor told us about a space."""

    NEW = "new", _("Waiting to be read")
    TAKEN = "taken", _("Taken into the register")
    DECLINED = "declined", _("Not taken")


class AskedWhom(models.TextChoices):
    """Who is written to when somebody asks about a space: the first of these that is known."""

    BOOKINGS = "bookings", _("Whoever takes bookings")
    CUSTODIAN = "custodian", _("Whoever looks after it")
    ADMINISTRATORS = "administrators", _("The place's administrators")
    NOBODY = "nobody", _("Nobody: no address is known")


class ClaimState(models.TextChoices):
    """Where somebody's word that they look after a space stands."""

    WAITING = "waiting", _("Waiting to be checked")
    VERIFIED = "verified", _("Verified")
    DECLINED = "declined", _("Declined")
    APPEALED = "appealed", _("Asked to look again")
    WITHDRAWN = "withdrawn", _("Withdrawn")


#: What an administrator still has to decide.
OPEN_CLAIMS = (ClaimState.WAITING, ClaimState.APPEALED)


# ---- what is offered in spaces ------------------------------------------------------------------
class ServiceKind(models.TextChoices):
    """What sort of service somebody offers in a space."""

    DROP_IN = "drop_in", _("Drop-in")
    CLINIC = "clinic", _("Clinic")
    ADVICE = "advice", _("Advice")
    CLASS = "class", _("Class or course")
    GROUP = "group", _("Group")
    CHILDREN = "children", _("For children and families")
    DIGITAL = "digital", _("Help with computers and phones")
    WARM = "warm", _("Warm space, food and company")
    OTHER = "other", _("Something else")


class ServiceStatus(models.TextChoices):
    """Whether a service is offered."""

    DRAFT = "draft", _("Draft: nobody sees it yet")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Not on at the moment")
    ENDED = "ended", _("Ended for good")


class HowToCome(models.TextChoices):
    """What somebody has to do before they come."""

    TURN_UP = "turn_up", _("Just turn up")
    BOOK = "book", _("Book first")
    REFERRED = "referred", _("Somebody has to refer you")
    NOT_KNOWN = "not_known", _("Not known")


class Weekday(models.IntegerChoices):
    """A day of the week, as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Every(models.TextChoices):
    """Which of a weekday's days a service is on."""

    WEEK = "week", _("Every week")
    FORTNIGHT = "fortnight", _("Every second week, counted from its first day")
    FIRST = "1", _("The first of each month")
    SECOND = "2", _("The second of each month")
    THIRD = "3", _("The third of each month")
    FOURTH = "4", _("The fourth of each month")
    LAST = "-1", _("The last of each month")


class TermTime(models.TextChoices):
    """In which part of the school year a service is on."""

    ALWAYS = "always", _("All year")
    TERM = "term", _("In term time")
    HOLIDAYS = "holidays", _("In the school holidays")
