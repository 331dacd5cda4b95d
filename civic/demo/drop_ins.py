# ruff: noqa: E501 - a table reads better than a column of broken lines
"""Who is in where in Pellbridge: drop-ins, classes and clinics, some of them today, whatever today is."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from assets_register.models import OfferedService, SchoolTerm, ServiceTime
from assets_register.offered.keeping import offer_service
from civic.demo.people import CHAPEL, CHURCH, COUNCIL, HEALTH, HOUSING, POLICE, VOLUNTARY
from civic.partners.services import ensure_organisation

if TYPE_CHECKING:
    from civic.demo.building import Pellbridge

LIBRARY = "Cinder Hill Library"


@dataclass(frozen=True, kw_only=True)
class DropIn:
    """What somebody offers in a space."""

    name: str
    kind: str
    by: str
    space: str
    about: str
    days: tuple[int, ...]
    """Days after today on which it is on, each week."""
    hours: tuple[str, str]
    where: str = ""
    whom: str = ""
    ages: tuple[int | None, int | None] = (None, None)
    come: str = "turn_up"
    cost: str | None = "0"
    cost_note: str = ""
    languages: str = ""
    access: str = ""
    contact: str = ""
    phone: str = ""
    term_time: str = "always"
    every: str = "week"
    alert: str = ""
    status: str = "running"
    checked_days_ago: int = 20


DROP_INS = (
    DropIn(
        name="Debt and benefits advice", kind="advice", by="Pellbridge Advice Desk", space=LIBRARY, days=(0, 3),
        hours=("10:00", "12:30"), where="The Reading Room", whom="Anybody with a letter they would rather not open",
        about="Bring the letters, opened or not. Somebody sits down with you and goes through them.",
        contact="The advice team", phone="01632 960210", languages="English, Welsh, Polish", checked_days_ago=12,
    ),
    DropIn(
        name="Health check, no appointment", kind="clinic", by=HEALTH, space=LIBRARY, days=(0,),
        hours=("13:00", "16:00"), where="By the window", ages=(40, None), contact="The nurses' team",
        about="Blood pressure, and ten minutes with a nurse. You take your numbers home on a card.",
        phone="01632 960110", access="We can come out to you in the garden room", checked_days_ago=30,
    ),
    DropIn(
        name="Phones and forms", kind="digital", by=COUNCIL, space=LIBRARY, days=(0, 1, 4), hours=("14:00", "17:00"),
        where="The front desk", about="Help with a phone, a form or a password. Ours to lend, if you have none.",
        languages="English, Welsh, BSL on Fridays", contact="The library desk", phone="01632 960100", checked_days_ago=12,
    ),
    DropIn(
        name="Rhyme time", kind="children", by=COUNCIL, space=LIBRARY, days=(1,), hours=("10:00", "10:45"),
        where="The children's room", ages=(0, 4), term_time="term", about="Songs, shakers and a story. Buggies park inside.",
        contact="The library desk", phone="01632 960100", checked_days_ago=12,
    ),
    DropIn(
        name="Talk to your housing officer", kind="advice", by=HOUSING, space=LIBRARY, days=(2,), hours=("15:00", "17:00"),
        whom="Riverbank's tenants", about="Repairs, moving, rent. You can also just ask when the lights come.",
        contact="The Tannery team", phone="01632 960130", checked_days_ago=41,
    ),
    DropIn(
        name="Police surgery", kind="advice", by=POLICE, space=LIBRARY, days=(5,), hours=("11:00", "12:00"), every="2",
        about="Tell an officer what worries you on your street. No names needed.", cost="0", checked_days_ago=75,
    ),
    DropIn(
        name="Warm welcome", kind="warm", by=CHURCH, space="St Aldhelm's Hall", days=(0, 2), hours=("11:00", "14:00"),
        about="Soup at noon, company all the while.", cost_note="give what you like", checked_days_ago=20,
        contact="The church office", phone="01632 960140",
    ),
    DropIn(
        name="English for new neighbours", kind="class", by=VOLUNTARY, space="Quayside Community Centre", days=(0, 3),
        hours=("18:00", "19:30"), come="book", whom="Anybody over sixteen who is new to English", ages=(16, None),
        about="Two groups: starting, and getting on. Tea halfway.", contact="The centre's desk", phone="01632 960170",
        term_time="term", checked_days_ago=33,
    ),
    DropIn(
        name="Paned a sgwrs", kind="group", by=CHAPEL, space="Hafod Chapel vestry", days=(1,), hours=("10:30", "12:00"),
        about="Coffee and Welsh, for those who have some and those who want some.", languages="Welsh, English",
        cost="1", cost_note="for the coffee", checked_days_ago=58,
    ),
    DropIn(
        name="Baby clinic", kind="clinic", by=HEALTH, space="Priory Fields Health Centre: the garden room", days=(0, 4),
        hours=("09:30", "11:30"), whom="Parents and carers", about="Weighing, feeding, sleep, and somebody who listens.",
        contact="The health visitors' team", phone="01632 960110", checked_days_ago=16,
    ),
    DropIn(
        name="Carers' break", kind="group", by=VOLUNTARY, space="Riverbank House: common room", days=(2,), hours=("14:00", "16:00"),
        come="referred", cost=None, about="Two hours off, with cake.", checked_days_ago=200,
    ),
    DropIn(
        name="Job club", kind="advice", by=VOLUNTARY, space="The Old Fire Station", days=(3,), hours=("10:00", "13:00"),
        about="A desk, a printer and somebody who reads your letter before it goes.", status="paused",
        alert="Back when the desks are mended.", checked_days_ago=9,
    ),
)  # fmt: skip


def add_drop_ins(made: "Pellbridge") -> None:
    """Write down who is in where, each checked when the story says, and the school term they go by."""
    today = timezone.localdate(timezone=ZoneInfo("Europe/London"))
    SchoolTerm.objects.create(
        site=made.site,
        name="This half term",
        first_on=today - timedelta(days=20),
        last_on=today + timedelta(days=24),
    )
    for each in DROP_INS:
        service = offer_service(
            made.assets[each.space],
            name=each.name,
            kind=each.kind,
            organisation=ensure_organisation(made.site, each.by, kind="voluntary"),
            description=each.about,
            times=_times(each, today),
            by=made.users["Pat"],
            status=each.status,
            where=each.where,
            for_whom=each.whom,
            minimum_age=each.ages[0],
            maximum_age=each.ages[1],
            how_to_come=each.come,
            cost=None if each.cost is None else Decimal(each.cost),
            cost_note=each.cost_note,
            languages=each.languages,
            access=each.access,
            contact=each.contact,
            phone=each.phone,
            alert=each.alert,
        )
        when = timezone.now() - timedelta(days=each.checked_days_ago)
        OfferedService.objects.filter(pk=service.pk).update(checked_at=when, checked_by_name=each.by)


def _times(each: DropIn, today: date) -> list[ServiceTime]:
    starts, ends = (time.fromisoformat(text) for text in each.hours)
    return [
        ServiceTime(
            weekday=(today + timedelta(days=days)).weekday(),
            every=each.every,
            term_time=each.term_time,
            starts=starts,
            ends=ends,
        )
        for days in each.days
    ]
