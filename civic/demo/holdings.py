# ruff: noqa: E501 - a table reads better than a column of broken lines
"""What the owners of Pellbridge own: kinds of place, what each is called, and what tends to be known of it.

A profile gives each fact a pattern that the places of a kind go through in turn: ``y`` there, ``n`` not
there, ``?`` nobody has said yet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from civic.demo.people import (
    CAFE,
    CHAPEL,
    CHURCH,
    CLUB,
    COUNCIL,
    HEALTH,
    HOUSING,
    POLICE,
    SCHOOL,
    TRADERS,
    VOLUNTARY,
)

ALL = ("PB01", "PB02", "PB03", "PB04", "PB05", "PB06", "PB07", "PB08")

_ROOM = {
    "step_free": "yyn?y",
    "accessible_toilet": "yn?y",
    "wifi": "yy?",
    "tables_and_chairs": "yy?y",
    "kitchen": "n?yy",
    "hearing_loop": "?n??y",
    "projector": "?ny?",
}
_HALL = {
    "step_free": "yyn?",
    "kitchen": "yyy?",
    "accessible_toilet": "y?ny",
    "tables_and_chairs": "y",
    "storage": "?y?n",
    "hearing_loop": "?y?n",
    "parking": "yn?",
    "buggy": "y?",
}
_COUNTER = {"step_free": "ny?y", "toilet": "yn?", "wifi": "y?", "kitchen": "?yn", "buggy": "y?n"}
_PITCH = {"outdoor": "y", "toilet": "n?y", "parking": "y?n", "step_free": "?yn", "accessible_toilet": "?n"}
_GREEN = {"outdoor": "y", "step_free": "y??n", "toilet": "n?n", "buggy": "?y"}
_GARDEN = {"outdoor": "y", "water": "y?yn", "step_free": "?yn", "storage": "y?", "toilet": "n"}
_CLINIC = {
    "step_free": "y",
    "accessible_toilet": "yy?",
    "hearing_loop": "yny?",
    "lift": "?yn",
    "blue_badge_bay": "y?",
    "parking": "y",
}
_CAR_PARK = {"parking": "y", "blue_badge_bay": "yy?n", "step_free": "y?"}
_CONVENIENCE = {"toilet": "y", "step_free": "yyn", "accessible_toilet": "yn?y", "baby_change": "?yn"}


@dataclass(frozen=True, kw_only=True)
class Holding:
    """Places of one kind that one owner has."""

    code: str
    kind: str
    use: str
    name: str = ""
    """With ``wards``: the name of each, where ``{ward}`` and ``{at}`` (number and street) stand for its own."""
    wards: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    """Or each by its own name, and its ward."""
    public_use: str = "not_known"
    terms: str = ""
    about: tuple[str, ...] = ()
    profile: Mapping[str, str] = field(default_factory=dict)
    land: bool = False
    on_the_map: bool = True
    published: bool = True

    def places(self) -> Iterator[tuple[str, str]]:
        """Yield the name of each, and its ward."""
        yield from self.named or ((self.name, code) for code in self.wards)


_COUNCIL = (
    Holding(code="PB", kind="other", use="Garages", name="Garage site, {at}", wards=ALL, public_use="no", land=True),
    Holding(code="PB", kind="land", use="Electricity substation", name="Substation, {at}", wards=ALL, public_use="no", land=True),
    Holding(code="PB", kind="land", use="Amenity land", name="Green at {at}", wards=ALL, land=True, about=("Grass, and room for a bench.",)),
    Holding(code="PB", kind="car_park", use="Public car park", name="{ward} car park", wards=ALL, public_use="yes", terms="Free for two hours", land=True, profile=_CAR_PARK, about=("A surface car park. On Sundays people learn to ride bikes here.", "Ask to close it for a street market.")),
    Holding(code="PB", kind="depot", use="Grounds maintenance depot", name="Depot, {at}", wards=("PB01", "PB04", "PB06"), public_use="no"),
    Holding(code="PB", kind="shop", use="Shop, let", name="Shop unit, {at}", wards=("PB02", "PB03", "PB05", "PB07", "PB08"), public_use="no"),
    Holding(code="PB", kind="play", use="Playground", public_use="yes", terms="Free", land=True, profile=_GREEN,
            about=("Swings, a slide and a bench for whoever waits.", "A climbing net and a sandpit with a lid.", "For the smallest: fenced, with a rubber floor."),
            named=(("Quay Road play area", "PB01"), ("Tannery Court play area", "PB02"), ("Church Row play area", "PB03"), ("Cinder Tip play area", "PB04"), ("Priory Green play area", "PB05"), ("Netherfold play area", "PB06"), ("Marl Lane play area", "PB07"), ("Hafod swings", "PB08"))),
    Holding(code="PB", kind="toilet", use="Public convenience", name="Public toilets, {at}", wards=ALL, public_use="yes", profile=_CONVENIENCE),
    Holding(code="PB", kind="land", use="Chief rent", name="Rent charge, {at}", wards=("PB01", "PB02", "PB03", "PB07"), public_use="no", land=True, on_the_map=False),
    Holding(code="PB", kind="allotment", use="Allotments", public_use="yes", terms="£32 a year for a half plot", land=True, profile=_GARDEN,
            about=("Ask about a half plot: the waiting list is short.", "Twelve plots and a shared shed."),
            named=(("Strand Allotments", "PB01"), ("Tannery Bank Allotments", "PB02"), ("Glebe Allotments", "PB03"), ("Cinder Hill Allotments", "PB04"), ("Foundry Allotments", "PB05"), ("Marl Allotments", "PB07"), ("Hafod Allotments", "PB08"))),
    Holding(code="PB", kind="sports", use="Changing rooms and pitch", public_use="yes", terms="£18 a match", profile=_PITCH,
            about=("A pitch, and a changing block with hot water on match days.", "Two pitches marked for juniors."),
            named=(("Strand Field changing rooms", "PB01"), ("Glebe Field changing rooms", "PB03"), ("Cinder Hill changing rooms", "PB04"), ("Priory Green changing rooms", "PB05"), ("Netherfold Field changing rooms", "PB06"), ("Marl Field changing rooms", "PB07"))),
    Holding(code="PB", kind="sports", use="Bowling green", name="{ward} bowling green", wards=("PB03", "PB05", "PB08"), public_use="yes", terms="£3; woods lent free", profile=_PITCH, land=True, about=("Open April to September. The pavilion kettle works all year.",)),
    Holding(code="PB", kind="community_centre", use="Family centre", name="{ward} Family Centre", wards=ALL, public_use="yes", terms="Free for groups with children", profile=_HALL,
            about=("A big soft room, a small quiet room and a garden gate that locks.", "Busy in the mornings; ask about afternoons and evenings.", "Toys in every cupboard. Chairs for grown-ups too.")),
    Holding(code="PB", kind="library", use="Library", named=(("Quayside Library", "PB01"), ("Marl Lane Library", "PB07"), ("Hafod Library van stop", "PB08")), public_use="yes", terms="Free", profile=_ROOM,
            about=("Books, warmth and a table by the window.", "Open three days a week. A community shelf when it is shut.", "The van stops here on Thursdays, two till four.")),
    Holding(code="PB", kind="office", use="Council office", named=(("Town Hall: the council chamber", "PB03"), ("Town Hall: committee room 1", "PB03"), ("Quay House, first floor", "PB01"), ("Foundry House, ground floor", "PB05")), public_use="yes", terms="Free to residents' groups after six", profile=_ROOM,
            about=("Seats forty under the portraits. Ask the hall keeper.", "A long table and a screen.")),
    Holding(code="PB", kind="cemetery", use="Burial ground", named=(("Cinder Hill Cemetery", "PB04"), ("Hafod burial ground", "PB08"), ("The war memorial, Bridge Street", "PB03")), public_use="yes", land=True, profile=_GREEN, about=("Quiet, and well kept. The gate is locked at dusk.",)),
    Holding(code="PB", kind="park", use="Public open space", public_use="yes", terms="Free; ask before you put up a stage", land=True, profile=_GREEN,
            about=("Paths, limes and a bandstand with no band yet.", "A meadow cut once a year, after the seeds fall.", "Benches round a pond; the ducks are not shy."),
            named=(("Ropewalk Gardens", "PB01"), ("Tanpit Green", "PB02"), ("Glebe Gardens", "PB03"), ("Furnace Pond", "PB04"), ("Limes Walk", "PB05"), ("Fold Meadow", "PB06"), ("Kiln Wood", "PB07"), ("Curlew Field", "PB08"))),
    Holding(code="PB", kind="land", use="Highway verge", name="Verge, {at}", wards=ALL, public_use="no", land=True, on_the_map=False),
    Holding(code="PB", kind="culture", use="Arts and heritage", public_use="yes", terms="Free for schools and community groups", profile=_HALL, named=(("Pellbridge Museum: the boat gallery", "PB03"), ("The Bandstand, Priory Green", "PB05"), ("Quayside Theatre: rehearsal room", "PB01")), about=("Room to make a noise until nine.", "Under cover, and everybody can see you.")),
    Holding(code="PB", kind="other", use="Site of a caretaker's bungalow", name="Caretaker's bungalow, {at}", wards=("PB04", "PB07"), public_use="no"),
    Holding(code="PB", kind="other", use="Children's home", name="Residential children's home, {at}", wards=("PB05",), public_use="no"),
)  # fmt: skip

_COURTS = (
    ("Heron Court", "PB01"), ("Ferry Court", "PB01"), ("Bark House", "PB02"), ("Currier Court", "PB02"),
    ("Glebe Court", "PB03"), ("Slag Row", "PB04"), ("Coke House", "PB04"), ("Limes Court", "PB05"),
    ("Almoner House", "PB05"), ("Fold Court", "PB06"), ("Teasel House", "PB06"), ("Kiln Court", "PB07"),
    ("Quarry House", "PB07"), ("Curlew Court", "PB08"), ("Cooper Court", "PB01"), ("Vat House", "PB02"),
    ("Sexton Court", "PB03"), ("Furnace House", "PB04"), ("Priory Court", "PB05"), ("Shearer House", "PB06"),
    ("Marl Court", "PB07"), ("Larch House", "PB08"),
)  # fmt: skip

_HOUSING = (
    Holding(code="RH", kind="housing", use="Tenants' common room", named=tuple((f"{court}: common room", ward) for court, ward in _COURTS), public_use="yes", terms="Free to tenants and neighbours", profile=_ROOM,
            about=("Sofas, a kitchen and a door to the garden. Ask the caretaker for the key.", "Seats twenty. The piano is in tune.", "A warm room with a big table; the noticeboard is yours too.", "Used on Tuesdays and Fridays. Free the rest of the week.")),
    Holding(code="RH", kind="allotment", use="Growing beds", named=tuple((f"{court}: growing beds", ward) for court, ward in _COURTS[::2]), public_use="yes", terms="Free", profile=_GARDEN, land=True,
            about=("Six raised beds. Two have nobody yet.", "Herbs by the door: pick what you need.")),
    Holding(code="RH", kind="land", use="Drying green", named=tuple((f"{court}: drying green", ward) for court, ward in _COURTS[1::2]), profile=_GREEN, land=True, about=("Lines, posts and a lot of sky.",)),
    Holding(code="RH", kind="other", use="Garages", named=tuple((f"{court}: garages", ward) for court, ward in _COURTS[::3]), public_use="no", land=True),
    Holding(code="RH", kind="play", use="Play corner", named=tuple((f"{court}: play corner", ward) for court, ward in _COURTS[2::4]), public_use="yes", terms="Free", profile=_GREEN, land=True, about=("A see-saw and painted ground. Mind the washing.",)),
    Holding(code="RH", kind="workshop", use="Bike workshop", named=tuple((f"{court}: bike room", ward) for court, ward in _COURTS[1::3]), public_use="yes", terms="Free", profile=_GARDEN, about=("A pump on a chain, a stand and a box of odd spanners.", "Racks for ten. Two of them are nobody's.")),
    Holding(code="RH", kind="housing", use="Sheltered housing", named=(("Almoner House sheltered scheme", "PB05"),), public_use="no"),
)  # fmt: skip

_HEALTH = (
    Holding(code="PV", kind="health", use="Surgery waiting room", named=(("Quayside Surgery", "PB01"), ("Bridge Street Surgery", "PB03"), ("Cinder Hill Surgery", "PB04"), ("Netherfold Surgery", "PB06"), ("Marl Lane Surgery", "PB07")), public_use="yes", terms="Free after half past six", profile=_CLINIC,
            about=("Chairs for fifteen, after the last patient. Ask at the desk.", "Groups that help people feel better meet here free.")),
    Holding(code="PV", kind="meeting_room", use="Meeting room", named=(("Priory Fields Health Centre: the training room", "PB05"), ("Priory Fields Health Centre: room 6", "PB05"), ("Cinder Hill Clinic: upstairs room", "PB04"), ("Pell Valley House: board room", "PB03")), public_use="yes", terms="Free to groups that meet about wellbeing", profile=_CLINIC | {"projector": "y?", "tables_and_chairs": "y"},
            about=("Seats twelve round a table. Quiet.", "Seats thirty, with a screen and a good loop.")),
    Holding(code="PV", kind="park", use="Garden", named=(("Priory Fields Health Centre: the physic garden", "PB05"), ("Cinder Hill Clinic: the courtyard", "PB04")), public_use="yes", terms="Free", profile=_GARDEN, land=True, about=("Paths wide enough for two chairs side by side.",)),
    Holding(code="PV", kind="health", use="Ambulance standby point", named=(("Ambulance standby, Quay Road", "PB01"), ("Ambulance standby, Hafod Road", "PB08")), public_use="no"),
)  # fmt: skip

_POLICE = (
    Holding(code="PP", kind="meeting_room", use="Community room", named=(("Quayside police point: front room", "PB01"), ("Marl Lane police house: the parlour", "PB07"), ("Netherfold police point: front room", "PB06")), public_use="yes", terms="Free to neighbourhood groups", profile=_ROOM, about=("Seats eight, with its own door. Nobody asks your name.",)),
    Holding(code="PP", kind="depot", use="Vehicle yard", named=(("Foundry Lane vehicle yard", "PB05"), ("Bridge Street garage", "PB03")), public_use="no"),
    Holding(code="PP", kind="office", use="Police office", named=(("Bridge Street Police Station: offices", "PB03"),), public_use="no"),
)  # fmt: skip

_CHURCH = (
    Holding(code="SA", kind="faith", use="Church", named=(("St Aldhelm's Church: the nave", "PB03"), ("St Brannoc's, Quayside", "PB01"), ("St Anne's, Cinder Hill", "PB04"), ("All Hallows, Netherfold", "PB06")), public_use="yes", terms="Ask; concerts pay for their heating", profile=_HALL, about=("Cold, beautiful, and it makes any choir sound good.", "Open in the daytime for whoever wants to sit.", "The pews move. Ask the warden before you move them.")),
    Holding(code="SA", kind="hall", use="Church hall", named=(("St Brannoc's Hall", "PB01"), ("St Anne's Hall", "PB04"), ("All Hallows Rooms", "PB06"), ("The Tithe Barn, Marl Lane", "PB07")), public_use="yes", terms="£9 an hour", profile=_HALL, about=("A wooden floor, stacking chairs and a serving hatch.", "Holds sixty. The Brownies have it on Mondays.", "Beams, and a stage of pallets somebody built.")),
    Holding(code="SA", kind="cemetery", use="Churchyard", named=(("St Brannoc's churchyard", "PB01"), ("St Anne's churchyard", "PB04"), ("All Hallows churchyard", "PB06")), public_use="yes", terms="Free", profile=_GREEN, land=True, about=("Benches, yews and a tap for flowers.",)),
    Holding(code="SA", kind="park", use="Vicarage garden", named=(("St Aldhelm's vicarage garden", "PB03"), ("St Anne's vicarage garden", "PB04"), ("All Hallows orchard", "PB06")), public_use="yes", terms="Ask the vicar", profile=_GREEN, land=True, about=("A lawn for tea, and one for croquet if you bring hoops.",)),
)  # fmt: skip

_TRADERS = (
    Holding(code="PT", kind="cafe", use="Café", public_use="yes", terms="Buy a drink if you can", profile=_COUNTER,
            about=("The big table is yours on quiet afternoons.", "A corner by the window for six.", "Shut on Mondays, so ask for a Monday."),
            named=(("Crumb", "PB03"), ("The Kettle, Cinder Hill", "PB04"), ("Marl Lane Fish Bar", "PB07"), ("Netherfold Farm Shop café", "PB06"), ("Pell Street Coffee", "PB02"), ("The Chain Locker", "PB01"), ("Samphire, Strand Parade", "PB01"), ("Te a Tost, Hafod Road", "PB08"), ("The Limes Tearoom", "PB05"))),
    Holding(code="PT", kind="cafe", use="Pub function room", public_use="yes", terms="Free if you drink something", profile=_COUNTER,
            about=("Upstairs, with a dartboard and its own bar.", "The back room seats thirty; there is a piano."),
            named=(("The Ferryman: back room", "PB01"), ("The Three Tanners: upstairs", "PB02"), ("The Puddler's Arms: snug", "PB04"), ("The Shepherd, Upper Hafod: back room", "PB08"), ("The Limekiln: skittle alley", "PB07"))),
    Holding(code="PT", kind="shop", use="Shop with a room to lend", public_use="yes", terms="Ask", profile=_COUNTER,
            about=("The back of the shop is free after five.", "Two tables in the window for anybody with something to show."),
            named=(("Wools & Co", "PB03"), ("Bridge Street Books: upstairs", "PB03"), ("Pell Cycles: the workshop", "PB02"), ("Haberfield's Ironmongers", "PB05"), ("The Green Grocer, Priory Way", "PB05"), ("Salt Studio", "PB01"), ("Lowri's Hair: the big mirror", "PB08"), ("Tanner & Daughter, shoes", "PB02"), ("Cinder Hill Post Office: parcel room", "PB04"), ("Fold Farm Stores", "PB06"))),
    Holding(code="PT", kind="shop", use="Market pitch", public_use="yes", terms="£5 a day; free for a first try", profile=_COUNTER, land=True,
            about=("A pitch under the awning, with a socket.", "Room for a van and two tables.", "The corner everybody walks past."),
            named=(("Bridge Street market: pitch 3", "PB03"), ("Bridge Street market: pitch 11", "PB03"), ("Quay market: pitch 2", "PB01"), ("Quay market: pitch 7", "PB01"), ("Tannery market: pitch 4", "PB02"), ("Hafod market: the cart", "PB08"))),
    Holding(code="PT", kind="shop", use="Empty shop", public_use="not_known", named=(("Old Chemist's, Bridge Street", "PB03"), ("Old bank, Quay Road", "PB01"), ("4 Priory Way", "PB05"), ("Former bakery, Marl Lane", "PB07"), ("Market Hall, unit 6", "PB02")), published=False),
)  # fmt: skip

_SCHOOL = (
    Holding(code="ML", kind="school", use="School room", named=(("Marl Lane School: the library", "PB07"), ("Marl Lane School: music room", "PB07"), ("Marl Lane School: kitchen", "PB07"), ("Marl Lane School: computer room", "PB07")), public_use="yes", terms="£8 an hour, term time, after half past four", profile=_ROOM, about=("Small chairs and some big ones.", "Ask the office two weeks before.")),
    Holding(code="ML", kind="sports", use="Playing field", named=(("Marl Lane School: playing field", "PB07"), ("Marl Lane School: the hard court", "PB07")), public_use="yes", terms="£10 an hour at weekends", profile=_PITCH, land=True, about=("Markings for three sports, and a long rope.",)),
    Holding(code="ML", kind="park", use="Woodland", named=(("Marl Lane School: the clearing", "PB07"),), public_use="yes", terms="Ask", profile=_GREEN, land=True, about=("Logs in a ring, under the alders.",)),
)  # fmt: skip

_VOLUNTARY = (
    Holding(code="VA", kind="community_centre", use="Scout hut", named=(("1st Quayside Scout hut", "PB01"), ("3rd Cinder Hill Scout hut", "PB04"), ("Netherfold Scout hut", "PB06")), public_use="yes", terms="£6 an hour", profile=_HALL, about=("A big floor, a small stove and a field outside.",)),
    Holding(code="VA", kind="meeting_room", use="Meeting room", named=(("The Old Fire Station: hose room", "PB02"), ("The Old Fire Station: watch room", "PB02"), ("Carers' House: front room", "PB05"), ("The Advice Shop: interview room", "PB03")), public_use="yes", terms="Free to members; £5 an hour", profile=_ROOM, about=("Seats ten. The radiators work.", "For two or three people who need to talk.")),
    Holding(code="VA", kind="allotment", use="Community garden", named=(("Slipway Garden", "PB01"), ("Tip Top Garden", "PB04"), ("Fold Orchard", "PB06"), ("Hafod Bee Garden", "PB08")), public_use="yes", terms="Free", profile=_GARDEN, land=True, about=("Turn up on Saturdays and somebody will hand you a trowel.",)),
    Holding(code="VA", kind="workshop", use="Workshop", named=(("Men's Shed, Foundry Lane", "PB05"), ("The Loom Room, Tannery Court", "PB02")), public_use="yes", terms="£2 towards the electricity", profile=_ROOM | {"water": "y", "storage": "y"}, about=("Benches, vices and people who know where everything is.",)),
)  # fmt: skip

_CAFE = (
    Holding(code="TC", kind="cafe", use="Café", named=(("The Tannery Canteen: the long table", "PB02"), ("The Tannery Canteen: the yard", "PB02")), public_use="yes", terms="Buy a drink if you can", profile=_COUNTER, about=("Twelve can sit here and nobody minds how long.",)),
)  # fmt: skip
_CHAPEL = (
    Holding(code="HC", kind="faith", use="Chapel", named=(("Hafod Chapel: y capel", "PB08"), ("Hafod Chapel: burial ground", "PB08")), public_use="yes", terms="Ask the deacon", profile=_HALL, about=("Room for two hundred, and an echo.",)),
)  # fmt: skip
_CLUB = (
    Holding(code="QR", kind="sports", use="Slipway and boat store", named=(("Quayside Rowing Club: the slipway", "PB01"), ("Quayside Rowing Club: boat store", "PB01")), public_use="yes", terms="Ask; boats come first", profile=_PITCH, about=("Launch a canoe at high tide. Mind the weed.",)),
)  # fmt: skip

HOLDINGS: dict[str, tuple[Holding, ...]] = {
    COUNCIL: _COUNCIL, HEALTH: _HEALTH, POLICE: _POLICE, HOUSING: _HOUSING, CHURCH: _CHURCH,
    TRADERS: _TRADERS, CAFE: _CAFE, SCHOOL: _SCHOOL, VOLUNTARY: _VOLUNTARY, CHAPEL: _CHAPEL, CLUB: _CLUB,
}  # fmt: skip
