"""What is plainly not a place to visit, what could do harm if shown, and what kind of place it is.

By words in names. It errs towards holding back: a person can clear an asset with one press, but
nobody can take back an address once it has been shown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from assets_register.enums import AssetKind, NotAPlace


@dataclass(frozen=True, kw_only=True)
class Screening:
    """What the words of a row say about showing it."""

    kind: str
    not_a_place: str = ""
    not_a_place_reason: str = ""
    held_reason: str = ""


def _pattern(*words: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(words) + r")\b", re.IGNORECASE)


#: Homes of children, of people who hide, of people who are cared for, and of staff.
_HARM: tuple[tuple[re.Pattern[str], str], ...] = (
    (_pattern(r"child(?:ren)?['’]?s?['’]? (?:residential )?homes?", r"residential children['’]?s?",
              r"secure (?:unit|home)", r"care leavers?", r"semi-independent", r"foster(?:ing)? home"),
     _("It looks like a home for children or young people in care.")),
    (_pattern(r"refuges?", r"safe ?houses?", r"domestic (?:abuse|violence)", r"wom[ae]n['’]?s aid",
              r"asylum", r"bail hostel", r"probation hostel", r"approved premises"),
     _("It looks like a refuge or another address that must stay private.")),
    (_pattern(r"caretaker['’]?s?['’]? (?:house|flat|bungalow|lodge|cottage|accommodation)",
              r"(?:grounds?m[ae]n|gardener|warden|park keeper|school keeper|curator|verger)['’]?s?['’]?"
              r" (?:house|flat|bungalow|lodge|cottage|accommodation)",
              r"(?:staff|tied|service) (?:house|houses|flat|flats|accommodation)", r"school house",
              r"private flat", r"flat above", r"bungalow", r"(?:entrance|cemetery) lodge"),
     _("It looks like somebody's home that goes with their job.")),
    (_pattern(r"hostels?", r"supported (?:living|housing|accommodation)", r"sheltered (?:housing|scheme)",
              r"respite", r"residential (?:care )?homes?", r"care homes?", r"nursing homes?",
              r"elderly persons?['’]? homes?", r"commissioned service", r"learning disabilit\w+",
              r"contact cent(?:re|er)", r"travellers? site", r"gypsy"),
     _("People who are cared for or sheltered seem to live or meet there.")),
)  # fmt: skip

_NOT_A_PLACE: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (NotAPlace.RENT_CHARGE,
     _pattern(r"rent[ -]?charges?", r"ground rents?", r"release of covenants?", r"easements?", r"wayleaves?",
              r"assignment and enlargement", r"agreement re"),
     _("The words say a payment or a right, not a place")),
    (NotAPlace.INFRASTRUCTURE,
     _pattern(r"sub-?stations?", r"pumping station", r"highways?", r"verges?", r"carriageways?", r"footways?",
              r"culverts?", r"rooftop apparatus", r"telecom\w*", r"masts?", r"electricity lines?",
              r"electric lines?", r"roadside", r"road (?:widening|improvement|frontage)", r"access roads?",
              r"street record", r"foot ?bridges?", r"bridge, [\w ]+road", r"fire escape",
              r"vending machines?",
              r"retaining walls?", r"boundary walls?", r"part of the road", r"ransom strips?",
              r"for widening", r"traffic light"),
     _("The words say infrastructure")),
)  # fmt: skip

_BARE = _("The list says land only, and no word says what anybody could do there.")

#: First match wins, so the particular comes before the general.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (AssetKind.ALLOTMENT, _pattern(r"allotments?", r"managed allotments", r"allotmenst")),
    (AssetKind.CEMETERY, _pattern(r"cemeter\w+", r"crematorium", r"burial", r"memorials?", r"churchyard",
                                  r"graveyard", r"cenotaph")),
    (AssetKind.TOILET, _pattern(r"public (?:toilets?|conveniences?)", r"w ?c'?s?")),
    (AssetKind.CAR_PARK, _pattern(r"car ?parks?", r"car parking", r"parking area", r"multi storey")),
    (AssetKind.SPORTS, _pattern(r"leisure cent\w+", r"sports?", r"stadium", r"changing rooms?", r"golf",
                                r"bowls?", r"bowling", r"tennis", r"football", r"cricket", r"athletics",
                                r"swimming", r"pavill?ions?", r"recreation cent\w+", r"rugby", r"lido",
                                r"boat ?house")),
    (AssetKind.LIBRARY, _pattern(r"librar(?:y|ies)")),
    (AssetKind.COMMUNITY_CENTRE, _pattern(
        r"community (?:centre|resource centre|association|building)", r"(?:youth|day|family|children['’]?s)"
        r" (?:centre|club)", r"childrens centre", r"scouts?(?: hut)?", r"resource centre", r"drop in centre",
        r"healthy living centre")),
    (AssetKind.PLAY, _pattern(r"play ?grounds?", r"play (?:areas?|spaces?)")),
    (AssetKind.SCHOOL, _pattern(r"schools?", r"academy", r"college", r"pru", r"nursery school",
                                r"day nursery", r"pre-school")),
    (AssetKind.CULTURE, _pattern(r"theatre", r"museum", r"galler(?:y|ies)", r"bandstand", r"arts centre",
                                 r"pump rooms?", r"statues?", r"fountain")),
    (AssetKind.HALL, _pattern(r"halls?", r"assembly rooms?", r"town hall")),
    (AssetKind.FAITH, _pattern(r"church", r"chapels?", r"mosque", r"temple", r"synagogue", r"gurdwara",
                               r"mission")),
    (AssetKind.PARK, _pattern(r"parks?", r"(?:public )?open spaces?", r"recreation(?:al)? grounds?",
                              r"playing fields?", r"gardens?", r"woods?", r"meadows?", r"nature reserve",
                              r"commons?", r"green", r"lake", r"fields?")),
    (AssetKind.HEALTH, _pattern(r"care homes?", r"residential home", r"clinic", r"health", r"osteopathy",
                                r"residential care", r"pharmacy")),
    (AssetKind.CAFE, _pattern(r"caf[eé]", r"restaurant", r"pub", r"kiosk", r"hotel", r"fish chips")),
    (AssetKind.SHOP, _pattern(r"shops?", r"shopping", r"retail", r"market", r"mall", r"precinct",
                              r"sainsburys", r"convenience store", r"hair(?:dressers)?")),
    (AssetKind.OFFICE, _pattern(r"offices?", r"council depot offices", r"municipal", r"business studio")),
    (AssetKind.DEPOT, _pattern(r"depots?", r"industrial", r"trading estate", r"workshops?", r"garages?",
                               r"stores?", r"yard", r"enterprise centre", r"units?")),
    (AssetKind.HOUSING, _pattern(r"flats?", r"bungalow", r"cottages?", r"housing", r"residential",
                                 r"dwelling",
                                 r"house, [\w ]*derelict")),
    (AssetKind.COMMUNITY_CENTRE, _pattern(r"cent(?:re|er)")),
)  # fmt: skip


def screen(values: Mapping[str, Any]) -> Screening:
    """Return what the words of a normalised row say about its kind and about showing it."""
    name = str(values.get("name", ""))
    words = " | ".join(
        str(values.get(field) or "") for field in ("name", "property_name", "other_detail", "purpose")
    )
    kind = _kind(name, words, values)
    held = next((reason for pattern, reason in _HARM if pattern.search(words)), "")
    flag, why = _flag(words, kind, values)
    return Screening(kind=kind, not_a_place=flag, not_a_place_reason=why, held_reason=held)


def _is_land(values: Mapping[str, Any]) -> bool:
    return str(values.get("holding_type") or "").strip().lower() == "land"


#: "Land at …", "Site of …": the words after that name its neighbours, not what it is.
_LAND_FIRST = re.compile(
    r"^\W*(?:\d+[.,)]?\s*|the |a |small |triangular |two |three |several |various |part of )*"
    r"(?:land|plots?|strips?|stips?|sites? of|piece|pieces|parcels?|areas? of|former|fronting|dedication"
    r"|field known|road frontage|frontage|[\d.]+ (?:acres|sq))\b",
    re.IGNORECASE,
)
_LAND_OF_USE = _pattern(
    r"allotments?", r"playing fields?", r"recreation(?:al)? grounds?", r"open spaces?", r"tennis courts?",
    r"rest parks?", r"rest gardens?", r"play(?:grounds?| areas?)", r"car ?parks?", r"golf course",
)  # fmt: skip


#: "Chapel Road" is no chapel and "School Lane" no school.
_STREET = re.compile(
    r"\b[\w'’]+ (?:road|rd|street|lane|avenue|ave|drive|grove|close|crescent|walk|way|terrace)\b",
    re.IGNORECASE,
)


def _kind(name: str, words: str, values: Mapping[str, Any]) -> str:
    if _is_land(values) and _LAND_FIRST.search(name) and not _LAND_OF_USE.search(words):
        return AssetKind.LAND
    without_streets = _STREET.sub(" ", words)
    for kind, pattern in _KINDS:
        if pattern.search(without_streets):
            return kind
    return AssetKind.LAND if _is_land(values) else AssetKind.OTHER


def _flag(words: str, kind: str, values: Mapping[str, Any]) -> tuple[str, str]:
    for flag, pattern, why in _NOT_A_PLACE:
        if found := pattern.search(words):
            return flag, f"{why}: “{found.group(0)}”."
    if kind == AssetKind.LAND:
        return NotAPlace.BARE_LAND, _BARE
    return "", ""


def reason_in_words(reason: str) -> str:
    """Return why something is no place to visit, in the language in force; what a person typed stays."""
    why, colon, words = reason.partition(": “")
    return f"{gettext(why)}{colon}{words}" if why else ""
