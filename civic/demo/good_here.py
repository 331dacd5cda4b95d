"""What neighbours say is good in Pellbridge, and what partners pledge beside it; one waits to be read."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from assets_register.good_here.services import add_thing, pledge, show_thing
from civic.demo.people import CAFE, CHAPEL, CHURCH, HOUSING, OTHERS, VOLUNTARY
from civic.places.models import Postcode
from civic.residents.services import create_guest

if TYPE_CHECKING:
    from civic.demo.building import Pellbridge


@dataclass(frozen=True, kw_only=True)
class Good:
    """One thing, who told of it, and who helps."""

    kind: str
    name: str
    words: str
    ward: str
    by: str
    pledges: tuple[tuple[str, str], ...] = ()
    checked: bool = True


GOOD = (
    Good(
        kind="place", name="The bench by the weir", ward="Quayside", by="Bethan",
        words="Sun from two till six and a kingfisher if you sit still. Somebody always says hello.",
        pledges=((CAFE, "We bring out a flask of tea on Thursdays."),),
    ),
    Good(
        kind="place", name="Nant y Gof wild garlic wood", ward="Upper Hafod", by="Emrys",
        words="Behind the last houses. In April you smell it from the road. The path is mud after rain.",
    ),
    Good(
        kind="place", name="The warm wall in Tannery Court", ward="Tannery", by="Amina",
        words="The back of the old boiler house keeps the sun. The children draw on it, and it washes off.",
        pledges=((HOUSING, "We can put up a canopy and a bench."),),
    ),
    Good(
        kind="group", name="Tuesday walkers", ward="Cinder Hill", by="Sheila",
        words="Slow, talkative, two miles, ending where there is cake. Nobody is left behind.",
        pledges=((VOLUNTARY, "We can lend hi-vis vests and a first-aider."),),
    ),
    Good(
        kind="group", name="Côr y Bont", ward="Upper Hafod", by="Huw",
        words="A choir for people who were told at school not to sing. In Welsh and English, mostly flat.",
        pledges=((CHAPEL, "The vestry is yours on Wednesdays, heating and all."),),
    ),
    Good(
        kind="group", name="Dads and prams", ward="Priory Fields", by="Kwame",
        words="Saturday mornings, twice round the fields. Bring a pram or don't.",
    ),
    Good(
        kind="offer", name="I can mend bicycles", ward="Netherfold", by="Pavel",
        words="Punctures, brakes, gears. I would rather show you than do it for you.",
        pledges=((CHURCH, "There is a dry corner of the hall for a stand and tools."),),
    ),
    Good(
        kind="offer", name="I can read letters in Polish and Urdu with you", ward="Cinder Hill", by="Kasia",
        words="My neighbour Noor reads Urdu and I read Polish. We are not lawyers, but two heads are better.",
    ),
    Good(
        kind="offer", name="Bread-making for two", ward="Marl Lane", by="Rhian",
        words="My kitchen is too small for three. You take a loaf home.", checked=False,
    ),
)  # fmt: skip


def add_good_things(made: "Pellbridge") -> None:
    """Put them on the map, each with its pledges; what nobody checked waits in the queue."""
    speaks = {organisation: made.users[name] for name, organisation, _job in OTHERS}
    for each in GOOD:
        code = Postcode.objects.filter(site=made.site, neighbourhood__name=each.ward).order_by("code")[3]
        given = {"kind": each.kind, "name": each.name, "words": each.words, "postcode": code.code}
        by_name = each.by if each.kind == "offer" else ""
        who = create_guest(made.site, display_name=each.by)
        thing = add_thing(who, once=uuid4(), given={**given, "by_name": by_name})
        if each.checked:
            show_thing(thing)
        for organisation, words in each.pledges:
            by = speaks.get(organisation, made.users["Pat"])
            pledge(thing, made.organisations[organisation], words, by=by, once=uuid4())
