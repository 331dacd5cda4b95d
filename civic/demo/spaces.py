# ruff: noqa: E501 - a table reads better than a column of broken lines
"""Spaces of Pellbridge that the story needs or people know by name, by many owners."""

from dataclasses import dataclass

from civic.demo.geography import WARDS, at, spot_in
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

Y, N = "yes", "no"


@dataclass(frozen=True, kw_only=True)
class DemoSpace:
    """A space people can use, as its owner would list it."""

    name: str
    kind: str
    ward: str
    owner: str
    looked_after_by: str = ""
    street: str
    about: str
    price: str = "Free"
    checked_days_ago: int = 30
    facts: tuple[tuple[str, str, str], ...] = ()
    """Fact, yes or no, and a detail. What is not listed is not known."""


def _f(yes: str = "", no: str = "", **details: str) -> tuple[tuple[str, str, str], ...]:
    """Return facts from space-separated names of what there is and what there is not."""
    return tuple((key, Y, details.get(key, "")) for key in yes.split()) + tuple(
        (key, N, details.get(key, "")) for key in no.split()
    )


#: As whoever looks after them says it; the rest nobody has told us.
HOURS = {
    "Cinder Hill Library": "Mon-Fri, 9.30am-6pm. Sat, 10am-4pm. Closed bank holidays",
    "Cinder Hill Library: the Reading Room": "Tue 9.30am-8pm. Wed-Fri 9.30am-6pm",
    "Quayside Community Centre": "Mon-Thu, 9am-10pm. Fri, 9am-5pm. Sat, 10am-noon",
    "Upper Hafod Village Hall": "Whenever somebody has the key",
    "Priory Fields Health Centre: the garden room": "Weekdays 8.30am-6.30pm",
    "The Old Fire Station": "Every day 10am-9pm",
    "Cinder Tip Park": "24/7",
    "Pellbridge Museum: the learning room": "Tue-Sat, 10am-4.30pm",
}


SPACES = (
    DemoSpace(
        name="Cinder Hill Library", kind="library", ward="PB04", owner=COUNCIL, street="41 Cinder Hill Road",
        about="Books, warmth, a kettle, and people who will help you fill in a form.",
        checked_days_ago=12,
        facts=_f("step_free accessible_toilet wifi baby_change buggy toilet", "parking",
                 step_free="Level from the pavement; the door opens by a button."),
    ),
    DemoSpace(
        name="Cinder Hill Library: the Reading Room", kind="meeting_room", ward="PB04", owner=COUNCIL,
        looked_after_by=HOUSING, street="41 Cinder Hill Road",
        about="A big table, twelve chairs and good light. Open until eight on Tuesdays; Riverbank's "
              "caretaker locks up.",
        checked_days_ago=12,
        facts=_f("step_free accessible_toilet wifi tables_and_chairs buggy", "kitchen",
                 step_free="Level from the library's door."),
    ),
    DemoSpace(
        name="St Aldhelm's Hall", kind="hall", ward="PB03", owner=CHURCH, street="3 Church Row",
        about="A wooden floor, a stage and a hatch to the kitchen. Holds ninety.",
        price="£12 an hour; free for a first try", checked_days_ago=20,
        facts=_f("step_free kitchen accessible_toilet tables_and_chairs storage hearing_loop", "projector",
                 step_free="By the ramp on the garden side; ring the bell.",
                 kitchen="Two ovens and an urn."),
    ),
    DemoSpace(
        name="The Tannery Canteen: back room", kind="cafe", ward="PB02", owner=CAFE, street="9 Tannery Steps",
        about="Seats twenty behind the café. Yours after three if you buy a pot of tea.",
        checked_days_ago=45,
        facts=_f("wifi tables_and_chairs toilet kitchen", "step_free accessible_toilet",
                 step_free="Two steps at the door and no ramp.", kitchen="Ask; the cook leaves at three."),
    ),
    DemoSpace(
        name="Marl Lane Studio", kind="workshop", ward="PB07", owner=SCHOOL, street="60 Marl Lane",
        about="The school's art room: sinks, easels, a kiln. Term time only, after half past four.",
        price="£8 an hour", checked_days_ago=70,
        facts=_f("step_free water storage parking accessible_toilet tables_and_chairs", "kitchen"),
    ),
    DemoSpace(
        name="Netherfold Plot 9", kind="allotment", ward="PB06", owner=COUNCIL, looked_after_by=VOLUNTARY,
        street="Netherfold Lane",
        about="You're welcome to grow food here. A tap, a shed, and neighbours who know about slugs.",
        checked_days_ago=25,
        facts=_f("water outdoor storage", "toilet", step_free="A gravel path; firm when dry."),
    ),
    DemoSpace(
        name="Quayside Community Centre", kind="community_centre", ward="PB01", owner=COUNCIL,
        looked_after_by=VOLUNTARY, street="22 Quay Road",
        about="A hall, two rooms and a garden by the water.", price="£10 an hour", checked_days_ago=33,
        facts=_f("step_free kitchen accessible_toilet wifi projector tables_and_chairs baby_change outdoor"),
    ),
    DemoSpace(
        name="The Boathouse", kind="sports", ward="PB01", owner=CLUB, street="Quay Road slipway",
        about="A dry upstairs room with a view of the river when the boats are out.",
        price="£5 an hour", checked_days_ago=120,
        facts=_f("toilet outdoor", "step_free", step_free="Upstairs, and no lift."),
    ),
    DemoSpace(
        name="Hafod Chapel vestry", kind="faith", ward="PB08", owner=CHAPEL, street="Hafod Road",
        about="A warm room with a piano. Welsh spoken.", checked_days_ago=58,
        facts=_f("kitchen toilet tables_and_chairs", "", kitchen="A kettle, a sink and forty cups."),
    ),
    DemoSpace(
        name="Upper Hafod Village Hall", kind="hall", ward="PB08", owner=VOLUNTARY, street="14 Hafod Road",
        about="The hall the village built in 1931, and still mends.", price="£7 an hour",
        checked_days_ago=88,
        facts=_f("step_free kitchen tables_and_chairs parking outdoor accessible_toilet"),
    ),
    DemoSpace(
        name="Priory Fields Pavilion", kind="sports", ward="PB05", owner=COUNCIL, street="Priory Green",
        about="Changing rooms, and a club room that looks over the pitch.", price="£9 an hour",
        checked_days_ago=95,
        facts=_f("step_free accessible_toilet parking kitchen outdoor"),
    ),
    DemoSpace(
        name="Priory Fields Health Centre: the garden room", kind="health", ward="PB05", owner=HEALTH,
        street="2 Priory Way", about="Free to groups that meet about wellbeing, evenings and Saturdays.",
        checked_days_ago=16,
        facts=_f("step_free accessible_toilet hearing_loop wifi tables_and_chairs blue_badge_bay parking lift"),
    ),
    DemoSpace(
        name="The Old Fire Station", kind="community_centre", ward="PB02", owner=VOLUNTARY,
        street="30 Bridge Street", about="Desks, a making bench and the tool library.", checked_days_ago=9,
        facts=_f("step_free wifi projector tables_and_chairs storage accessible_toilet kitchen"),
    ),
    DemoSpace(
        name="Bridge Street Police Station: community room", kind="meeting_room", ward="PB03", owner=POLICE,
        street="8 Bridge Street", about="Room for fourteen at the front, with its own door.",
        checked_days_ago=140, facts=_f("step_free accessible_toilet wifi tables_and_chairs"),
    ),
    DemoSpace(
        name="Riverbank House: common room", kind="housing", ward="PB02", owner=HOUSING,
        street="1 Tannery Court", about="Sofas, a big screen and a kitchen, for tenants and neighbours.",
        checked_days_ago=40,
        facts=_f("step_free kitchen lift accessible_toilet projector wifi"),
    ),
    DemoSpace(
        name="Foundry Court: common room", kind="housing", ward="PB05", owner=HOUSING, street="5 Foundry Lane",
        about="A quiet room with a garden door.", checked_days_ago=61,
        facts=_f("step_free kitchen outdoor", ""),
    ),
    DemoSpace(
        name="The Chandlery upstairs", kind="shop", ward="PB01", owner=TRADERS, street="5 Quay Road",
        about="The Traders' meeting room over the ship chandler's.", checked_days_ago=210,
        facts=_f("wifi tables_and_chairs", "step_free lift"),
    ),
    DemoSpace(
        name="Marl Lane School hall", kind="school", ward="PB07", owner=SCHOOL, street="60 Marl Lane",
        about="A sprung floor and a sound system. Evenings and holidays.", price="£14 an hour",
        checked_days_ago=70, facts=_f("step_free accessible_toilet parking projector", "kitchen"),
    ),
    DemoSpace(
        name="Netherfold Meeting House", kind="faith", ward="PB06", owner=CHURCH, street="11 Netherfold Lane",
        about="One plain quiet room with benches.", checked_days_ago=400,
        facts=_f("toilet", "kitchen"),
    ),
    DemoSpace(
        name="Cinder Tip Park", kind="park", ward="PB04", owner=COUNCIL, street="Cinder Hill Road",
        about="Paths, an orchard the school planted, and a stage made of sleepers.", checked_days_ago=50,
        facts=_f("outdoor step_free", "toilet", step_free="From the Cinder Hill Road gate."),
    ),
    DemoSpace(
        name="Priory Green", kind="park", ward="PB05", owner=COUNCIL, street="Priory Way",
        about="The old priory's meadow: pitches, limes, ruins to climb on.", checked_days_ago=50,
        facts=_f("outdoor toilet parking step_free"),
    ),
    DemoSpace(
        name="The Strand", kind="park", ward="PB01", owner=COUNCIL, street="Strand Parade",
        about="Grass above the water, with benches out of the wind.", checked_days_ago=190,
        facts=_f("outdoor toilet"),
    ),
    DemoSpace(
        name="Hafod Common", kind="park", ward="PB08", owner=VOLUNTARY, street="Hafod Road",
        about="Heather, sheep and a fire ring. Ask the commoners before you light it.",
        checked_days_ago=100, facts=_f("outdoor", "toilet step_free"),
    ),
    DemoSpace(
        name="St Aldhelm's Churchyard garden", kind="park", ward="PB03", owner=CHURCH, street="Church Row",
        about="Raised beds anybody may weed.", checked_days_ago=20, facts=_f("outdoor water step_free"),
    ),
    DemoSpace(
        name="Quayside Playground", kind="play", ward="PB01", owner=COUNCIL, street="Strand Parade",
        about="A pirate ship, swings and a basket swing.", checked_days_ago=28, facts=_f("outdoor step_free buggy"),
    ),
    DemoSpace(
        name="Pellbridge Museum: the learning room", kind="culture", ward="PB03", owner=COUNCIL,
        street="17 Bridge Street", about="Seats thirty among the ship models.", price="£11 an hour",
        checked_days_ago=37, facts=_f("step_free lift accessible_toilet projector hearing_loop wifi"),
    ),
    DemoSpace(
        name="The Ticket Hall, Quayside", kind="other", ward="PB01", owner=COUNCIL, street="Quay Road station",
        about="Shut since the ferry stopped. What should it be for? Have your say.", price="Not open yet",
        checked_days_ago=5, facts=_f("", "", step_free="Being measured."),
    ),
    DemoSpace(
        name="Netherfold Allotments hut", kind="allotment", ward="PB06", owner=COUNCIL,
        looked_after_by=VOLUNTARY, street="Netherfold Lane", about="Shelter, a stove and the seed library.",
        checked_days_ago=25, facts=_f("water outdoor storage", "toilet"),
    ),
    DemoSpace(
        name="Bridge Street Gallery", kind="shop", ward="PB03", owner=TRADERS, street="26 Bridge Street",
        about="An empty shop lent month by month to anybody with something to show.", checked_days_ago=14,
        facts=_f("step_free wifi", "toilet"),
    ),
    DemoSpace(
        name="Tannery Yard", kind="workshop", ward="PB02", owner=HOUSING, street="Tannery Court",
        about="A covered yard with power, for messy jobs and markets.", checked_days_ago=65,
        facts=_f("step_free outdoor water storage", "toilet"),
    ),
    DemoSpace(
        name="Hafod Surgery waiting room", kind="health", ward="PB08", owner=HEALTH, street="2 Hafod Road",
        about="Free after six for groups of up to ten.", checked_days_ago=16,
        facts=_f("step_free accessible_toilet hearing_loop parking"),
    ),
    DemoSpace(
        name="Pellbridge Baths: upstairs studio", kind="sports", ward="PB03", owner=COUNCIL,
        street="2 Church Row", about="Mirrors and mats, over the pool.", price="£13 an hour",
        checked_days_ago=44, facts=_f("lift step_free accessible_toilet baby_change"),
    ),
    DemoSpace(
        name="Town Hall: committee room 2", kind="office", ward="PB03", owner=COUNCIL, street="1 Bridge Street",
        about="Free to residents' groups when the council is not sitting.", checked_days_ago=31,
        facts=_f("step_free lift hearing_loop wifi projector accessible_toilet tables_and_chairs"),
    ),
    DemoSpace(
        name="Foundry Lane Boxing Club", kind="sports", ward="PB05", owner=VOLUNTARY, street="21 Foundry Lane",
        about="Open gym by day; the ring folds away.", price="£6 an hour", checked_days_ago=260,
        facts=_f("toilet parking", "step_free"),
    ),
    DemoSpace(
        name="The Seamen's Rest", kind="cafe", ward="PB01", owner=TRADERS, street="13 Quay Road",
        about="A café with a reading corner. Groups welcome on Mondays.", checked_days_ago=77,
        facts=_f("step_free toilet wifi kitchen"),
    ),
    DemoSpace(
        name="Marl Lane Orchard", kind="park", ward="PB07", owner=VOLUNTARY, street="Marl Lane",
        about="Forty trees and a long table. Pick what you can reach.", checked_days_ago=41,
        facts=_f("outdoor", "toilet"),
    ),
)  # fmt: skip


def spot_of(space: DemoSpace) -> tuple[float, float]:
    """Return where a space lies, WGS84; a room lies where its building does."""
    building = space.name.split(":")[0]
    ward = next(ward for ward in WARDS if ward.code == space.ward)
    names = list(dict.fromkeys(one.name.split(":")[0] for one in SPACES if one.ward == space.ward))
    return at(*spot_in(ward, names.index(building) * 5 + 2))
