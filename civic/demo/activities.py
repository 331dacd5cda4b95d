# ruff: noqa: E501 - a table reads better than a column of broken lines
"""What people do together in Pellbridge."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class DemoProject:
    """A project, and the weekdays and hours it meets."""

    title: str
    summary: str
    about: str
    space: str
    host: str
    weekday: int
    """Monday is 0."""
    starts: str
    ends: str
    every_weeks: int = 1
    interests: tuple[str, ...] = ()
    children: str = "unknown"
    buggy: str = "unknown"
    bring: str = ""
    bus_stop: str = ""
    cost_pence: int = 0
    cost_note: str = ""
    places: int | None = None


LIBRARY_PROJECT = "Homework & Hot Chocolate"

PROJECTS = (
    DemoProject(
        title=LIBRARY_PROJECT, summary="Do your homework at the big table, then drink the hot chocolate.",
        about="Dawn and Yusuf started this when the library began opening late on Tuesdays. Somebody always knows fractions. Grown-ups stay, or go and sit by the radiator.",
        space="Cinder Hill Library: the Reading Room", host="Dawn", weekday=1, starts="17:30", ends="19:45",
        interests=("learning", "children"), children="yes", buggy="yes", bus_stop="Library, buses 4 and 11",
    ),
    DemoProject(
        title="Fix-it", summary="Bring something broken. Leave with it mended, and knowing how.",
        about="Toasters, trousers, bikes, lamps. We have the tools and the patience.",
        space="The Old Fire Station", host="Yusuf", weekday=5, starts="10:00", ends="13:00",
        interests=("mending", "making"), children="yes", buggy="yes", bring="The broken thing, and any bits that fell off it",
        bus_stop="Bridge Street, all buses",
    ),
    DemoProject(
        title="Big Pot", summary="Cook one very large pot together, then eat it.",
        about="Peel, chop, stir, talk. A pot feeds forty. Take some home for a neighbour.",
        space="St Aldhelm's Hall", host="Amina", weekday=3, starts="16:30", ends="19:00", interests=("cooking", "eating"),
        children="yes", buggy="yes", bring="A box with a lid", bus_stop="Church Row, bus 4",
    ),
    DemoProject(
        title="Toy Swap", summary="Bring toys you've finished with. Go home with different ones.",
        about="Clean and whole, please. No counting: take what will be played with.",
        space="Quayside Community Centre", host="Leanne", weekday=5, starts="10:30", ends="12:00", every_weeks=2,
        interests=("children", "sharing"), children="yes", buggy="yes", bus_stop="Quay Road, bus 2",
    ),
    DemoProject(
        title="Seed Library", summary="Borrow seeds in spring, bring some back in autumn.",
        about="Beans, kale, marigolds, and a leek that has been here longer than we have.",
        space="Netherfold Allotments hut", host="Wyn", weekday=6, starts="10:00", ends="11:30", interests=("growing", "sharing"),
        children="yes", buggy="no", bring="An envelope",
    ),
    DemoProject(
        title="Play street", summary="Tannery Court closes to cars for two hours. Come out and play.",
        about="Chalk, skipping ropes, a tug of war. Stewards in orange at both ends.",
        space="Tannery Yard", host="Jade", weekday=6, starts="14:00", ends="16:00", every_weeks=2, interests=("children", "play"),
        children="yes", buggy="yes",
    ),
    DemoProject(
        title="Welsh over Tea", summary="Paned a sgwrs: talk a little Welsh, however little you have.",
        about="Beginners sit by the teapot. Nobody is corrected unless they ask.",
        space="Hafod Chapel vestry", host="Lowri", weekday=2, starts="14:00", ends="15:30", interests=("languages", "learning"),
        children="yes", bus_stop="Hafod Chapel, bus 7",
    ),
    DemoProject(
        title="Walk and Weed", summary="An easy walk round the wards, weeding what we pass.",
        about="Two miles, flat, with a sit-down half way.", space="St Aldhelm's Churchyard garden", host="Margaret",
        weekday=0, starts="10:00", ends="12:00", interests=("walking", "growing"), children="yes", buggy="yes", bring="Gloves",
    ),
    DemoProject(
        title="Sew What", summary="Machines, scissors and scraps. Make a bag in an evening.",
        about="Never sewn? Sit by Farah.", space="Marl Lane Studio", host="Farah", weekday=3, starts="18:30", ends="20:30",
        interests=("making", "mending"), children="no", places=12, cost_pence=100, cost_note="£1 for thread, if you can",
    ),
    DemoProject(
        title="Rowing for Beginners", summary="Get in a boat, stay in a boat, row a boat.",
        about="Life jackets and dry socks provided. You must be able to swim a length.", space="The Boathouse", host="Col",
        weekday=5, starts="09:00", ends="11:00", interests=("sport", "outdoors"), children="no", places=8,
    ),
    DemoProject(
        title="Sing Like Nobody's Listening", summary="A choir with no auditions and no concerts.",
        about="Pop, hymns, sea songs. An hour, then biscuits.", space="Hafod Chapel vestry", host="Rhian", weekday=1, starts="19:00",
        ends="20:15", interests=("music",), children="yes",
    ),
    DemoProject(
        title="Phone and Tablet Help", summary="Bring the thing that is annoying you. We'll look at it together.",
        about="Also: forms, bus passes, photos stuck on old phones.", space="Cinder Hill Library", host="Pat", weekday=2,
        starts="10:00", ends="12:00", interests=("learning",), children="yes", buggy="yes", bus_stop="Library, buses 4 and 11",
    ),
    DemoProject(
        title="Quayside Clean-up", summary="An hour with a litter picker, then chips.",
        about="Sacks, hoops and gloves here. Small gloves too.", space="The Strand", host="Kwame", weekday=6, starts="11:00",
        ends="12:00", every_weeks=2, interests=("outdoors",), children="yes", buggy="yes",
    ),
    DemoProject(
        title="Board Games for Anybody", summary="Chess, dominoes, and one with too many small pieces.",
        about="Come alone; you won't be for long.", space="The Tannery Canteen: back room", host="Pavel", weekday=4,
        starts="18:00", ends="21:00", interests=("play",), children="yes", buggy="no", cost_note="Buy a drink if you can",
    ),
    DemoProject(
        title="Grow at Plot 9", summary="Dig, plant, pick. Share what comes up.",
        about="The plot nobody rented, now everybody's. Work for as long as you like.", space="Netherfold Plot 9", host="Deepa",
        weekday=5, starts="13:00", ends="15:30", interests=("growing", "eating"), children="yes", bring="Boots",
    ),
    DemoProject(
        title="Baby and Bump Natter", summary="Sit on the floor with other people who are tired too.",
        about="Tea you get to finish. Dads come.", space="Priory Fields Health Centre: the garden room", host="Grace", weekday=4,
        starts="10:00", ends="11:30", interests=("children",), children="yes", buggy="yes",
    ),
    DemoProject(
        title="Sunday Football, Any Age", summary="Jumpers for goalposts. Sides picked by birthday month.",
        about="Ran from six to sixty-eight last week.", space="Priory Green", host="Hanif", weekday=6, starts="15:00", ends="16:30",
        interests=("sport", "outdoors"), children="yes",
    ),
    DemoProject(
        title="Draw the Museum", summary="Pencils, paper and a ship model each.",
        about="Nobody looks at your drawing unless you turn it round.", space="Pellbridge Museum: the learning room", host="Ines",
        weekday=5, starts="14:00", ends="16:00", every_weeks=2, interests=("making", "learning"), children="yes", places=16,
    ),
)  # fmt: skip
