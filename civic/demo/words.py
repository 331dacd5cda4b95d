# ruff: noqa: E501 - people's words, one to a line
"""What people of Pellbridge said, in the two conversations the demo tells."""

LIBRARY_QUESTION = "What would make Cinder Hill Library work for you?"
LIBRARY_INTRO = "The library is yours. Tell us what stops you using it, or what you would add."
LIBRARY_PROMISE = (
    "The Neighbourhoods Board reads everything, and answers what we heard in public within three months."
)

#: Dawn wrote this on paper at the library. Everything follows from it.
DAWN = "The children's room shuts at five. I finish at half past."

#: What we heard: working parents cannot get there. With Dawn's, 23 people.
WORKING_PARENTS = (
    "By the time I have picked them up it is shut.",
    "Can it open late one night a week? One night would do.",
    "I work at the depot till five thirty. We have never been on a weekday.",
    "My mum takes her because I can't get there before five.",
    "We go on Saturdays and so does everybody else.",
    "Nurses' shifts end at seven or eight. There is nothing for my two after school that is warm and free.",
    "Open till eight please. Even just Tuesdays.",
    "After-school club finishes at quarter past five. Library shuts at five. Who thought of that?",
    "If you work in a shop you never see the library open.",
    "My lad would do his homework there. He does it on the stairs at my work instead.",
    "I'd bring three children from our landing if it was open after tea.",
    "Evenings! I would volunteer to help keep it open.",
    "Two buses and it is five past five when we get there.",
    "Closing at five is closing for parents.",
    "I asked for time off to take her to story time. Once.",
    "It is the only quiet place my daughter has and she can't get there.",
    "Could the caretaker from the flats lock up? He is there till nine anyway.",
    "Half past five is no good either. It needs to be seven at least.",
    "We would use the room with the big table if it was open in the evening.",
    "I do nights. Sundays are my only day, and it is shut.",
    "Dads on shift too please, not just mums.",
    "The children's room is lovely and my children have seen it twice.",
)
LIBRARY_OTHERS = (
    "More books in Polish and Urdu.",
    "Somewhere to charge a phone without buying a coffee.",
    "The heating is the best in Cinder Hill. Please never turn it off.",
    "A toilet that is open to people who are not customers of anything.",
    "The bench outside is broken.",
    "I like that nobody asks what you are doing there.",
    "Large print thrillers. I have read all nine.",
    "A room for the knitting group, we are twelve and the table seats eight.",
    "Put the bus times on the door.",
    "The computers are slow on Mondays.",
    "A person who helps with forms. Pat does, but Pat is one person.",
    "Could the printer take cards?",
    "Music that you can borrow.",
    "Less carpet, it smells when it rains.",
    "The ramp is steep when it's wet.",
    "Story time in Welsh would be a fine thing.",
    "A noticeboard inside, the outside one is full of estate agents.",
    "I would like a quiet hour and a loud hour.",
    "Bring back the local newspapers on sticks.",
    "Tool library! Like the one at the fire station.",
    "Somewhere for teenagers that is not the steps.",
    "A kettle. I'd bring my own teabags.",
    "Please keep the large table. My jigsaw club needs it.",
    "The lights buzz.",
    "I come for the radiators and stay for the atlases.",
    "A seed shelf next to the gardening books.",
    "The self-service machine doesn't know my card.",
    "More chairs with arms, I can't get up from the others.",
    "Can dogs come in if they are good?",
    "It is fine as it is. Don't spoil it.",
    "Let the school use it in the mornings.",
    "A box to bring books back when it's shut.",
    "Films on a Friday.",
    "Homework help.",
    "Put a lamp on the path to the back gate.",
    "Audio books for my dad, who can't see the print now.",
    "A map of who meets when.",
    "I didn't know we had one until this.",
)

LIBRARY_INSIGHT = "Working parents cannot get there"
LIBRARY_INSIGHT_SUMMARY = (
    "People who finish work at five or later find the library shut, and the children's room with it. "
    "They ask for one late evening; some ask for Sundays. Nobody from Upper Hafod spoke, so we do not "
    "know how it is from there."
)
LIBRARY_ANSWER = {
    "headline": "Open until eight on Tuesdays, yes. Sundays, no.",
    "because": "One late evening can be done now: Riverbank Homes' caretaker, who is next door until nine, will lock up. Opening on Sundays would cost £41,000 a year in staff and heating, and the Board would have to close something else to pay for it.",
    "what_changes": "Cinder Hill Library, and its Reading Room, stay open until eight every Tuesday.",
    "what_does_not": "Sundays stay closed, because of the £41,000 a year. The Board looks at it again in September.",
}

TICKET_HALL_QUESTION = "What should Quayside's old ticket hall be for?"
TICKET_HALL_INTRO = "The ferry stopped, and the hall has stood empty since. It is dry, it is ours, and it faces the water. Say what it should be for."
TICKET_HALL_PROMISE = "The Neighbourhoods Board decides in public, from what is said here, and answers every idea it hears from more than one person."
TICKET_HALL_CAN = "Everything inside: what it is for, who runs it, when it is open, what it looks like."
TICKET_HALL_CANNOT = "The roof stays: it is listed. It will not be sold."
TICKET_HALL_OFFLINE = (
    "At Cinder Hill Library: tell Pat at the desk, or leave a card in the box.\n"
    "By phone: 01632 960100, weekdays nine to five.\n"
    "It counts the same, and the answer comes by post if you like."
)
TICKET_HALL_STATEMENTS = (
    "Anybody should be able to walk in without paying.",
    "It should earn enough to pay for its own heating.",
    "Teenagers should have the keys one night a week.",
    "A café of our own would bring the quay back to life.",
    "It should be open in the evenings as well as the day.",
    "Artists should be able to rent part of it cheaply.",
    "The view belongs to everybody: no part of it should be for members only.",
)
TICKET_HALL = (
    "A place for teenagers. Somewhere dry that isn't the bus shelter.",
    "A market at weekends. There are nine people on my street who make things.",
    "Whatever it is, keep the clock working.",
    "Table tennis. Cheap, loud, everybody can play.",
    "My granddad sold tickets there. Put the old timetable back up.",
    "A café where the staff are learning the job.",
    "A club for teenagers. There hasn't been one this side of the river since 2011.",
    "Half market, half stage. The acoustics are wonderful, go in and sing.",
    "Not flats. Please, not flats.",
    "Somewhere to sit out of the wind and look at the water, for nothing.",
    "Boat building with the rowing club. Teenagers would be good at it.",
    "It needs toilets before it needs anything else.",
    "I'd hold a bike workshop there on Saturdays, with teenagers, for nothing.",
    "A warm room in winter, a market in summer.",
    "Let the school have it for exhibitions.",
    "My daughter is fifteen. There is nowhere for teenagers to be that isn't a shop.",
    "Fish. There used to be fish. A fish stall on Fridays!",
    "A skate floor. It is already flat and nobody can hear it from the houses.",
    "Could people sleep there in January?",
    "Stalls for people who grow too many beans. That's half of Netherfold.",
    "Somewhere teenagers run themselves, with one grown-up who keeps out of it.",
    "A small museum of the ferry, in one corner, with the bell.",
    "Music on Thursday nights. Teenagers first, then everybody.",
    "Make the market cheap: a fiver a table or only shops will come.",
)
#: What somebody said that a neighbour reported: Sam's to decide about.
TICKET_HALL_RUDE = "Derek has hated that hall since his divorce, ask anybody."
#: What Ifan calls the largest theme.
TICKET_HALL_THEME = "A place for teenagers"
TICKET_HALL_REPLIES = (
    (0, "Yes. And let them paint it."),
    (1, "I make candles. I'd take a table."),
    (6, "There was one at the chapel and it closed when Glyn retired."),
    (9, "This is the one. It costs nothing and everybody needs it."),
    (12, "I have eleven old bikes in a garage. They're yours."),
)

TANNERY_QUESTION = "Tannery Steps: which lights first?"
TANNERY_INTRO = (
    "In the first round 27 of you said where it is dark. We heard: from the yard down to the quay you "
    "cannot see your feet, and people go round by the road instead. Riverbank Homes said lights would come. "
    "Money for four lamps comes first. Where should the first four go?"
)
TANNERY_PROMISE = (
    "Riverbank Homes puts the first four lamps where most of you say, and tells you the day they go up."
)
TANNERY_CAN = "Where the first four lamps go, how bright they are and when they switch off."
TANNERY_CANNOT = "No floodlights: people sleep on both sides. The cobbles stay."
TANNERY_OFFLINE = "Tell the caretaker at Riverbank House, or leave a card in the box there."
TANNERY_ROUND_1 = "Where is it dark?"
TANNERY_ROUND_2 = "Which lights first?"
TANNERY_HEARD_DRAFT = (
    "It is dark from the yard gate down to the quay. The bottom flight and the turn by the bins are the worst. "
    "The lamp by the Canteen has been out since spring. People fall, and walk the long way round."
)
TANNERY_MISSED = "You forgot the handrail. It ends two steps too soon."
TANNERY_HEARD = (
    "It is dark from the yard gate down to the quay. The bottom flight and the turn by the bins are the worst. "
    "The lamp by the Canteen has been out since spring. The handrail ends two steps too soon, where nobody can "
    "see it. People fall, and walk the long way round."
)
TANNERY_TAKEN_IN = "You are right, and it is in there now."
TANNERY_INSIGHT = "Lights on Tannery Steps"
TANNERY_INSIGHT_SUMMARY = (
    "From the yard down to the quay it is dark from four o'clock in winter. People have fallen, children "
    "are walked the long way round, and the lamp that is there has not worked since spring."
)
TANNERY_ACTION = "Put up the first four lamps on Tannery Steps"
TANNERY_DARK = (
    "The bottom flight. You cannot see your feet.",
    "I fell there last winter. It was four in the afternoon.",
    "By the bins, where the wall turns. Anybody could stand there.",
    "The one lamp by the Canteen has been out since spring.",
    "My daughter walks round by the road, twenty minutes more.",
    "All of it after the yard gate.",
    "The handrail ends two steps too soon and it is pitch black there.",
    "I deliver papers. I wear a head torch on the Steps.",
    "Half way down, under the arch. It drips and freezes too.",
    "I use a stick. I have stopped going to the Canteen after three.",
    "The lower steps, when the tide is in and they are wet.",
    "By Tannery Court's back door. The sensor light is broken.",
    "My carer parks at the top and comes down by the light of her phone.",
    "The arch. I don't let mine go through it.",
    "The landing with the bench. It used to be lovely there.",
    "From the quay side you can't even see where it starts.",
    "The bend. Bikes come down it with no lights.",
    "Everywhere below number nine.",
    "Behind the Canteen when they put the bins out.",
    "The yard itself, the market people pack up in the dark.",
    "The bottom. Always the bottom.",
    "Where the path from the playground joins.",
    "It is the only way from the bus to Bark House, and it is black.",
    "The three steps by the drain, they are different heights.",
    "Ask the postman. He knows all of it.",
    "The arch and the bottom flight. The rest you can feel your way.",
    "I come home from lates at ten. I run it.",
)
TANNERY_NOW = (
    "One at the bottom flight, before anything else.",
    "The arch. Light the arch and people will use the Steps again.",
    "One by the bins at the turn, please.",
    "Low ones, on the wall, so they don't shine into bedrooms.",
    "Mend the lamp that is there first! It is a bulb.",
    "The three steps by the drain. Somebody will break a hip.",
    "Warm yellow, not that white that makes it look like a car park.",
    "They promised a day, and the day has gone.",
    "Off at midnight is fine by us at number 4.",
    "Bottom flight, arch, bend, yard gate. In that order.",
    "Could the caretaker at least leave the yard light on till then?",
    "The bend, for the bikes.",
)
TANNERY_REPLY = "I asked him. He says the yard light is on a timer he has no key to."

#: What the demo's neighbours say in the ticket hall's conversation while somebody looks on.
TICKET_HALL_NEIGHBOURS = (
    "I walked past this morning. The door was open and it still smells of rope.",
    "Could the clock strike again? My window is opposite and I would not mind.",
    "A table for homework by the big window. Teenagers do homework too.",
    "Saturday market, please, and let the fishermen in first.",
    "What about people who only want to sit? Do not fill every corner.",
    "My band would play for nothing to try the sound.",
    "A kettle, a sink and chairs. Start with that and see who comes.",
    "The rowing club would open up on Sundays if somebody gave us a key.",
    "Teenagers on Thursdays, pensioners on Fridays, everybody on Saturday.",
    "Put the ferry bell back where it was. My mother rang it.",
    "Is it warm enough in January? Somebody should stand in it and see.",
    "A place to mend nets and bikes. Both make the same mess.",
    "Let young people choose the paint. They will look after what they painted.",
    "I would teach welding, if there is a door you can open wide.",
    "Ramps first. My brother has never seen the inside.",
    "Cheap tables, early start, finished by two. That is a market.",
    "Could the council leave us alone in it for a year and then ask how it went?",
    "Film nights on the end wall. It is white and nobody uses it.",
    "There is a drain behind that floods. Whoever decides should know.",
    "A youth club that closes at ten, not at eight like a shop.",
    "The light in there at four o'clock is why people paint.",
    "I can lend forty chairs from the chapel.",
    "Somewhere to wait for the bus that is not the bus stop.",
    "Swap the coffee chain idea for two women from Quay Road who can cook.",
    "Lockers for kayaks would pay for the heating.",
    "Ask the school. Year nine measured it for maths.",
)
