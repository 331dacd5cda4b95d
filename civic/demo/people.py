"""Who lives, works and decides in Pellbridge. Telephone numbers are from the drama range."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """Somebody the demo bar can make you."""

    first_name: str
    email: str
    roles: tuple[str, ...] = ()
    organisation: str = ""
    job_title: str = ""


@dataclass(frozen=True, kw_only=True)
class DemoOrganisation:
    """An organisation of Pellbridge."""

    name: str
    kind: str
    phone: str = ""
    email: str = ""


COUNCIL = "Pellbridge Borough Council"
HEALTH = "Pell Valley Health"
POLICE = "Pell Police"
HOUSING = "Riverbank Homes"
CHURCH = "St Aldhelm's Church"
TRADERS = "Pellbridge Traders"
CAFE = "The Tannery Canteen"
SCHOOL = "Marl Lane School"
VOLUNTARY = "Voluntary Action Pellbridge"
CHAPEL = "Hafod Chapel"
CLUB = "Quayside Rowing Club"

ORGANISATIONS = (
    DemoOrganisation(name=COUNCIL, kind="council", phone="01632 960100", email="spaces@council.example"),
    DemoOrganisation(name=HEALTH, kind="health", phone="01632 960110", email="rooms@health.example"),
    DemoOrganisation(name=POLICE, kind="police", phone="01632 960120", email="desk@police.example"),
    DemoOrganisation(name=HOUSING, kind="housing", phone="01632 960130", email="hello@riverbank.example"),
    DemoOrganisation(name=CHURCH, kind="faith", phone="01632 960140", email="hall@aldhelm.example"),
    DemoOrganisation(name=TRADERS, kind="business", phone="01632 960150", email="traders@pell.example"),
    DemoOrganisation(name=CAFE, kind="business", phone="01632 960155", email="cafe@tannery.example"),
    DemoOrganisation(name=SCHOOL, kind="education", phone="01632 960160", email="office@marl.example"),
    DemoOrganisation(name=VOLUNTARY, kind="voluntary", phone="01632 960170", email="hello@vap.example"),
    DemoOrganisation(name=CHAPEL, kind="faith", phone="01632 960180", email="chapel@hafod.example"),
    DemoOrganisation(name=CLUB, kind="voluntary", phone="01632 960190", email="oars@rowing.example"),
)

PEOPLE = (
    DemoPerson(first_name="Dawn", email="dawn@pellbridge.example"),
    DemoPerson(
        first_name="Pat",
        email="pat@pellbridge.example",
        roles=("librarian", "facilitator", "asset_manager"),
        organisation=COUNCIL,
        job_title="Librarian, Cinder Hill Library",
    ),
    DemoPerson(
        first_name="Ifan",
        email="ifan@pellbridge.example",
        roles=("board_member", "facilitator"),
        organisation=COUNCIL,
        job_title="Secretary, Neighbourhoods Board",
    ),
    DemoPerson(
        first_name="Marcia",
        email="marcia@pellbridge.example",
        roles=("board_member",),
        organisation=VOLUNTARY,
        job_title="Chair, Neighbourhoods Board",
    ),
    DemoPerson(
        first_name="Sam",
        email="sam@pellbridge.example",
        roles=("moderator",),
        organisation=VOLUNTARY,
        job_title="Moderator",
    ),
    DemoPerson(first_name="Yusuf", email="yusuf@pellbridge.example"),
    DemoPerson(
        first_name="Olwen",
        email="olwen@pellbridge.example",
        roles=("place_administrator",),
        organisation=COUNCIL,
        job_title="Runs this site",
    ),
)

#: Who speaks for an organisation, besides those the bar offers: first name, organisation, what they do.
OTHERS = (
    ("Gethin", HOUSING, "Housing manager"),
    ("Jade", HOUSING, "Tenant, Tannery Court"),
    ("Una", HEALTH, "Community nurse"),
    ("Ray", POLICE, "Neighbourhood officer"),
    ("Mair", CHURCH, "Churchwarden"),
    ("Leanne", TRADERS, "Bridge Street Books"),
    ("Nia", SCHOOL, "School business manager"),
    ("Pavel", CAFE, "Cook"),
)
#: The landlord's board: its chair and its secretary.
TANNERY_BOARD = ("Gethin", "Jade")

#: First names of neighbours who speak in conversations and host projects.
NEIGHBOURS = (
    "Aled", "Amina", "Barbara", "Bashir", "Bethan", "Carys", "Chidi", "Col", "Deepa", "Derek",
    "Eira", "Elaine", "Farah", "Gethin", "Grace", "Gwen", "Hanif", "Ian", "Ines", "Jade",
    "Jan", "Joyce", "Kasia", "Kwame", "Leanne", "Lowri", "Maeve", "Malik", "Margaret", "Mei",
    "Mo", "Nerys", "Nia", "Noor", "Owen", "Paula", "Pavel", "Priya", "Ray", "Rhian",
    "Rosa", "Ruth", "Sanjay", "Sheila", "Sian", "Stella", "Tariq", "Terry", "Tomos", "Una",
    "Vera", "Wanda", "Wyn", "Yemi", "Zainab", "Zofia", "Bryn", "Dilys", "Emrys", "Huw",
)  # fmt: skip
