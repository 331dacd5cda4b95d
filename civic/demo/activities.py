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
    DemoProject(
        title="Knit and Natter", summary="Bring a needle or borrow one. Socks, blankets, gossip.",
        about="Twelve regulars and always a spare chair. Left-handers catered for.", space="Wools & Co", host="Sheila",
        weekday=0, starts="14:00", ends="16:00", interests=("making",), children="yes", buggy="no",
    ),
    DemoProject(
        title="Paned a Sgwrs i Ddysgwyr", summary="Welsh for people who have just begun, with cake.",
        about="Nobody minds mistakes. Dewch i ddweud helo.", space="Te a Tost, Hafod Road", host="Eira",
        weekday=3, starts="10:30", ends="12:00", interests=("languages", "eating",), children="yes", bus_stop="Hafod Chapel, bus 7",
    ),
    DemoProject(
        title="Bike Kitchen", summary="Mend your own bike with somebody who knows which way it unscrews.",
        about="Punctures, brakes, chains. Two stands and a box of odd spanners.", space="Glebe Court: bike room", host="Malik",
        weekday=2, starts="17:30", ends="19:30", interests=("mending", "outdoors",), children="yes", bring="The bike",
    ),
    DemoProject(
        title="Slipway Garden Saturday", summary="Weed, water, drink tea behind the shed.",
        about="Somebody will hand you a trowel. Take lettuce home.", space="Slipway Garden", host="Stella",
        weekday=5, starts="10:00", ends="12:30", interests=("growing",), children="yes", buggy="yes",
    ),
    DemoProject(
        title="Bee Club", summary="Suits on, smoke lit, and a look inside a hive.",
        about="We have spare suits from age eight up. Tell us if you are allergic.", space="Hafod Bee Garden", host="Emrys",
        weekday=6, starts="13:00", ends="14:30", interests=("growing", "outdoors",), children="yes", places=10, every_weeks=2,
    ),
    DemoProject(
        title="Print Night", summary="Cut a lino, ink it, pull a print, hang it up to dry.",
        about="Tools and paper here. You keep two prints and leave one on the wall.", space="Salt Studio", host="Ines",
        weekday=4, starts="18:00", ends="20:30", interests=("making",), children="no", places=8, cost_pence=200, cost_note="£2 for paper, if you can",
    ),
    DemoProject(
        title="Fish Friday", summary="Learn to gut, cook and eat whatever came in.",
        about="With Col from the rowing club. Aprons here.", space="Marl Lane Fish Bar", host="Col",
        weekday=4, starts="15:30", ends="17:00", interests=("cooking", "eating",), children="yes", places=12, every_weeks=2,
    ),
    DemoProject(
        title="Chess at The Three Tanners", summary="A board, a lamp and somebody to beat.",
        about="All ages until eight. Nobody laughs at a bad opening.", space="The Three Tanners: upstairs", host="Pavel",
        weekday=2, starts="18:30", ends="21:30", interests=("play",), children="yes", cost_note="Buy a drink if you can",
    ),
    DemoProject(
        title="Table Tennis, Loud", summary="Four tables, odd bats, winner stays on.",
        about="Trainers on. The radio takes requests.", space="1st Quayside Scout hut", host="Kwame",
        weekday=3, starts="19:00", ends="21:00", interests=("sport", "play",), children="yes",
    ),
    DemoProject(
        title="Stitch for the Stage", summary="Sew costumes for the summer play on the green.",
        about="We have the patterns and the velvet.", space="Quayside Theatre: rehearsal room", host="Rhian",
        weekday=1, starts="18:00", ends="20:00", interests=("making", "music",), children="no",
    ),
    DemoProject(
        title="Dementia Singing Cafe", summary="Songs everybody knows, for people who forget other things.",
        about="Come with whoever you look after, or on your own. Tea after.", space="Priory Fields Health Centre: the training room", host="Grace",
        weekday=0, starts="14:00", ends="15:30", interests=("music",), children="yes", buggy="yes", bus_stop="Health Centre, buses 4 and 9",
    ),
    DemoProject(
        title="Walk With a Nurse", summary="A gentle half hour round the limes, then questions.",
        about="Ask anything, or nothing. Pushchairs and sticks set the pace.", space="Limes Walk", host="Una",
        weekday=1, starts="11:00", ends="12:00", interests=("walking",), children="yes", buggy="yes",
    ),
    DemoProject(
        title="Coffee with a Copper", summary="Say what is going on in your street. Biscuits provided.",
        about="Ray is off duty and off the record unless you ask him not to be.", space="Quayside police point: front room", host="Ray",
        weekday=5, starts="09:30", ends="10:30", interests=("sharing",), children="yes", every_weeks=2,
    ),
    DemoProject(
        title="Men's Shed", summary="Benches, vices, radio, tea. Women too.",
        about="This month: bird boxes for Kiln Wood.", space="Men's Shed, Foundry Lane", host="Terry",
        weekday=1, starts="10:00", ends="13:00", interests=("making", "mending",), children="no",
    ),
    DemoProject(
        title="Loom Room", summary="Weave a scarf on a loom older than the town hall.",
        about="Margaret threads it for you the first time.", space="The Loom Room, Tannery Court", host="Margaret",
        weekday=2, starts="13:30", ends="16:00", interests=("making",), children="yes", places=6,
    ),
    DemoProject(
        title="Forest Friday", summary="Fires, knots and mud, after school under the alders.",
        about="Old clothes. We walk down together from the school gate.", space="Marl Lane School: the clearing", host="Nia",
        weekday=4, starts="15:45", ends="17:15", interests=("outdoors", "children",), children="yes", bring="Wellies",
    ),
    DemoProject(
        title="Dads and Dens", summary="Build a den. Then sit in it.",
        about="For dads, granddads and other men with small people.", space="Kiln Wood", host="Chidi",
        weekday=6, starts="10:00", ends="11:30", interests=("children", "outdoors",), children="yes", buggy="no", every_weeks=2,
    ),
    DemoProject(
        title="The Big Table", summary="Lunch for whoever comes. Somebody always cooks too much.",
        about="Soup, bread, company. Wash up if you like.", space="Heron Court: common room", host="Barbara",
        weekday=2, starts="12:00", ends="14:00", interests=("eating", "cooking",), children="yes", buggy="yes", bring="Nothing",
    ),
    DemoProject(
        title="Furnace Pond Dip", summary="Nets, trays and a chart of what wriggles.",
        about="Every creature goes back. Hands get wet.", space="Furnace Pond", host="Tomos",
        weekday=6, starts="11:30", ends="13:00", interests=("outdoors", "children", "learning",), children="yes", buggy="yes", every_weeks=2,
    ),
    DemoProject(
        title="Swap Shop", summary="Coats, books, lamps: bring one, take one.",
        about="No money and no questions.", space="Tannery market: pitch 4", host="Leanne",
        weekday=5, starts="11:00", ends="14:00", interests=("sharing",), children="yes", every_weeks=2,
    ),
    DemoProject(
        title="Talk English", summary="Talk English about ordinary things: buses, bills, the weather.",
        about="Beginners and nearly fluent. Children play in the corner.", space="Cinder Hill Family Centre", host="Noor",
        weekday=1, starts="09:45", ends="11:15", interests=("languages", "learning",), children="yes", buggy="yes",
    ),
    DemoProject(
        title="Ukulele Orchestra", summary="Three chords, forty songs. We lend ukuleles.",
        about="Nobody auditions. We play the Strand in summer.", space="The Puddler's Arms: snug", host="Derek",
        weekday=0, starts="19:00", ends="21:00", interests=("music",), children="yes",
    ),
    DemoProject(
        title="Tithe Barn Ceilidh", summary="A dance with a caller and a real fiddle.",
        about="Steps are taught. Shoes that slide are best.", space="The Tithe Barn, Marl Lane", host="Lowri",
        weekday=5, starts="19:00", ends="22:00", interests=("music", "play",), children="yes", every_weeks=3, cost_note="A pound in the hat, if you can",
    ),
    DemoProject(
        title="Star Night", summary="Turn the lights off and look up from Curlew Field.",
        about="Two telescopes, a flask and Huw, who knows their names.", space="Curlew Field", host="Huw",
        weekday=4, starts="20:00", ends="22:00", interests=("outdoors", "learning",), children="yes", every_weeks=2, bring="A warm coat",
    ),
    DemoProject(
        title="Bowls for the Bored", summary="Roll a wood, miss, laugh, have tea.",
        about="Flat shoes. Woods lent free.", space="Priory Fields bowling green", host="Wyn",
        weekday=3, starts="14:00", ends="16:00", interests=("sport",), children="yes",
    ),
    DemoProject(
        title="Read Aloud", summary="Somebody reads a story; everybody else shuts their eyes.",
        about="Short ones, old ones, ghost ones. In Welsh once a month.", space="Bridge Street Books: upstairs", host="Dilys",
        weekday=0, starts="18:30", ends="19:30", interests=("learning",), children="no",
    ),
    DemoProject(
        title="Growing Beds Crew", summary="Six raised beds want hands on Sunday mornings.",
        about="Herbs for every kitchen in the court.", space="Glebe Court: growing beds", host="Deepa",
        weekday=6, starts="10:30", ends="12:00", interests=("growing",), children="yes", buggy="yes",
    ),
    DemoProject(
        title="Cook Once, Eat Twice", summary="Make tonight's tea and tomorrow's, with what is cheap this week.",
        about="Boxes here. Vegetarian every other week.", space="St Anne's Hall", host="Yemi",
        weekday=1, starts="10:00", ends="12:30", interests=("cooking",), children="yes", places=14,
    ),
)  # fmt: skip

#: What came of some of them, as their hosts put it.
CAME_OF_IT = {
    "Fix-it": "By last month: 212 things mended, eleven beyond hope, and a toaster that outlived its owner's first marriage.",
    "Big Pot": "Forty bowls most Thursdays. Two people who met over the onions now run the Big Table.",
    "Toy Swap": "Nothing bought, nothing thrown away, and one very large giraffe that keeps coming back.",
    "Play street": "The landlord painted a hopscotch after the third one.",
    "Seed Library": "Sixty-one packets out, forty back. The leek is in nine gardens.",
    "Men's Shed": "Thirty bird boxes up in Kiln Wood; five have blue tits.",
    LIBRARY_PROJECT: "Nine children the first week, nineteen last Tuesday. Pat bought more cocoa.",
}
