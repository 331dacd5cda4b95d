"""What some of Pellbridge's spaces can be hired for: rooms, prices, and how to get in."""

from datetime import time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from assets_register.models import AccessGuide, Extra, HireTerms, Rate, Room, RoomCapacity, RoomFact
from assets_register.services import hiring_changed

if TYPE_CHECKING:
    from civic.demo.building import Pellbridge

#: Space, then its rooms: name, size in m², how many in which layout, kitchen, what there is, what is not.
ROOMS: dict[str, tuple[tuple[str, int, dict[str, int], str, str, str], ...]] = {
    "St Aldhelm's Hall": (
        ("Main hall", 150, {"standing": 160, "theatre": 120, "banquet": 80}, "none",
         "step_free hearing_loop heating tables_and_chairs", "wifi"),
        ("The kitchen", 24, {"standing": 8}, "catering", "step_free water", ""),
        ("Upper room", 40, {"boardroom": 16, "circle": 20}, "tea_point", "heating wifi", "step_free"),
    ),
    "Quayside Community Centre": (
        ("The hall", 110, {"standing": 120, "theatre": 90}, "none", "step_free wifi heating projector", ""),
        ("The Net Loft", 35, {"classroom": 18, "circle": 22}, "tea_point", "wifi", "step_free"),
    ),
    "Upper Hafod Village Hall": (
        ("The hall", 95, {"standing": 100, "banquet": 60}, "domestic", "heating tables_and_chairs", ""),
    ),
    "Marl Lane School hall": (
        ("The hall", 180, {"standing": 200, "theatre": 150}, "not_known", "step_free projector", "storage"),
    ),
}  # fmt: skip

#: Space, then prices (for whom, pounds, what for, room, from) and the terms that are known.
TERMS: dict[str, tuple[tuple[tuple[str, str, str, str, time | None], ...], dict[str, Any]]] = {
    "St Aldhelm's Hall": (
        (
            ("anyone", "18", "hour", "", None),
            ("community", "12", "hour", "", None),
            ("business", "30", "hour", "Main hall", None),
            ("anyone", "90", "day", "", None),
        ),
        {
            "minimum_hours": 2, "setup_charged": "no", "vat": "none", "deposit": 50, "caretaker": "no",
            "insurance": "yours", "keyholder": "Grace", "deputy": "Tom", "licence": "Music until eleven.",
            "food": "Bring your own, or cook here.", "cancellation": "Nothing to pay until a week before.",
        },
    ),
    "Quayside Community Centre": (
        (
            ("anyone", "14", "hour", "", None),
            ("community", "10", "hour", "", None),
            ("community", "6", "hour", "The Net Loft", None),
            ("business", "28", "hour", "", None),
        ),
        {
            "minimum_hours": Decimal("1.5"), "setup_charged": "yes", "vat": "included", "deposit": 0,
            "caretaker": "yes", "caretaker_hourly": Decimal("4.50"), "insurance": "partnership",
            "keyholder": "Front desk", "licence": "No alcohol.", "cancellation": "Two days before: half.",
        },
    ),
    "Upper Hafod Village Hall": (
        (("anyone", "7", "hour", "", None), ("resident", "60", "day", "", None)),
        {"setup_charged": "not_known", "vat": "none", "insurance": "ours", "insurance_charge": 5},
    ),
    "Marl Lane School hall": (
        (("community", "14", "hour", "", time(17)), ("business", "35", "hour", "", time(17))),
        {"minimum_hours": 2, "vat": "added", "caretaker": "yes", "note": "Not in exam weeks."},
    ),
}  # fmt: skip

#: Space, then from where to where it is step-free, the narrowest door, getting there, light and noise.
GUIDES = {
    "St Aldhelm's Hall": (
        "From Church Row to the main hall and the kitchen, by the side door. The front door has two steps; "
        "the upper room has fourteen.",
        84,
        "The 14 stops at the lychgate, thirty metres away on the level.",
        "Strip lights in the hall; the upper room is quiet and has lamps.",
    ),
    "Quayside Community Centre": (
        "From the car park to the hall and the toilets.",
        92,
        "The 2 and the 14 stop outside. The quay is cobbled; the pavement is smooth.",
        "The hand dryers are loud. The Net Loft is quiet, but up a stair.",
    ),
}


def add_hire(made: "Pellbridge") -> None:
    """Write down rooms, terms and guides, checked three weeks ago by those who look after them."""
    checked = timezone.localdate() - timedelta(days=21)
    for name in ROOMS:
        asset = made.assets[name]
        by = str(asset.custodian or asset.owner)
        rooms = {}
        for position, (title, area, capacity, kitchen, there, not_there) in enumerate(ROOMS[name]):
            room = rooms[title] = Room.objects.create(
                site=made.site, asset=asset, name=title, area=area, kitchen=kitchen, position=position
            )
            RoomCapacity.objects.bulk_create(
                RoomCapacity(room=room, layout=layout, people=people) for layout, people in capacity.items()
            )
            RoomFact.objects.bulk_create(
                RoomFact(room=room, key=key, value=value, checked_on=checked, checked_by_name=by)
                for value, keys in (("yes", there), ("no", not_there))
                for key in keys.split()
            )
        prices, terms = TERMS[name]
        written = HireTerms.objects.create(
            site=made.site, asset=asset, checked_on=checked, checked_by_name=by, **terms
        )
        Rate.objects.bulk_create(
            Rate(
                terms=written, hirer=who, amount=Decimal(pounds), per=per, room=rooms.get(room), starts=starts
            )
            for who, pounds, per, room, starts in prices
        )
        if name == "Quayside Community Centre":
            Extra.objects.create(terms=written, name="Projector", amount=5)
        if name in GUIDES:
            route, door, arriving, senses = GUIDES[name]
            AccessGuide.objects.create(
                site=made.site, asset=asset, route=route, narrowest_door=door, arriving=arriving,
                senses=senses, checked_on=checked, checked_by_name=by,
            )  # fmt: skip
        hiring_changed(asset, what="rooms", by=made.users["Pat"])
