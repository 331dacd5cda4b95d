"""Pellbridge, filled through the rooms' own services: what the public pages of the tests show.

``story_of(site)`` gives the one story of a place; each part is made when it is first asked for.
"""

from datetime import date, time, timedelta
from functools import cached_property

from django.utils import timezone
from wagtail.models import Site

from tests.factories.residents import ContributorFactory, UserFactory

QUESTION = "What should the old ticket hall be for?"
SAID = [
    "A workshop to repair broken bikes",
    "Repair bikes and toasters in a workshop. I finish at half past five, so the evening is best.",
    "The repair workshop could mend bikes",
    "Bikes: somewhere to repair them, step-free, with a kettle.",
    "Music on Friday evenings for teenagers",
    "Teenagers play music, a band room",
    "An evening of music with a band",
    "Band practice for teenagers",
    "مكان دافئ للجميع، من فضلكم",
    "Lle cynnes i bawb 🎺 https://a-very-long-address.example/" + "without-a-break" * 12,
]


def story_of(site: Site) -> "Story":
    """Return the story of a place, kept on the object every page's maker is handed."""
    found = site.__dict__.get("_story")
    if found is None:
        found = site.__dict__["_story"] = Story(site)
    return found


def at(hour: int, *, days: int = 0):
    """Return an hour of a day near today, on the place's clock."""
    return timezone.localtime().replace(hour=hour, minute=30, second=0, microsecond=0) + timedelta(days=days)


class Story:
    """The people, the hall, the talk, the board and its answers."""

    def __init__(self, site: Site) -> None:
        self.site = site

    # ---- people ---------------------------------------------------------------------------------
    @cached_property
    def dawn(self):
        """She spoke without an account, and has no email."""
        return ContributorFactory(site=self.site, display_name="Dawn")

    @cached_property
    def pat(self):
        """She gave an email and has not confirmed it yet."""
        return ContributorFactory(site=self.site, display_name="Pat", email="pat@pellbridge.example")

    @cached_property
    def yusuf(self):
        """The host of Fix-it, who has an account."""
        from civic.residents.services import contributor_for_user

        user = UserFactory(email="yusuf@pellbridge.example", first_name="Yusuf")
        return contributor_for_user(user, self.site, display_name="Yusuf")

    @cached_property
    def sam(self):
        """A moderator."""
        from civic.residents.enums import Role
        from civic.residents.services import grant_role

        user = UserFactory(email="sam@pellbridge.example", first_name="Sam")
        grant_role(user, self.site, Role.MODERATOR)
        return user

    # ---- sections -------------------------------------------------------------------------------
    def section(self, kind, title: str, slug: str, lead: str):
        from civic.pages.services import add_section

        return add_section(self.site.root_page, kind, title, slug, lead)

    @cached_property
    def spaces(self):
        from assets_register.pages import SpacesIndexPage

        return self.section(
            SpacesIndexPage, "Find a space", "spaces", "Rooms, halls and parks, whoever owns them."
        )

    @cached_property
    def projects(self):
        from engagement.projects.pages import ProjectsIndexPage

        return self.section(ProjectsIndexPage, "Join in", "projects", "Free, open to all, no commitment.")

    @cached_property
    def conversations(self):
        from engagement.conversations.pages import ConversationsIndexPage

        lead = "Talk with the people who decide."
        return self.section(ConversationsIndexPage, "Have your say", "conversations", lead)

    @cached_property
    def changed(self):
        from civic.record.pages import WhatChangedPage

        return self.section(
            WhatChangedPage, "What changed", "what-changed", "You asked. Here is what came of it."
        )

    # ---- the register ---------------------------------------------------------------------------
    @cached_property
    def wards(self):
        from tests.factories.places import NeighbourhoodFactory, PostcodeFactory, square

        here = {"site": self.site}
        west = NeighbourhoodFactory(**here, name="Cinder Hill", slug="cinder-hill")
        east = NeighbourhoodFactory(
            **here, name="Station Quarter", slug="station-quarter", geometry=square(-2.3, 53.4),
            west=-2.3, south=53.4, east=-2.2, north=53.5,
        )  # fmt: skip
        PostcodeFactory(**here, code="PE1 1AA", neighbourhood=west)
        return west, east

    @cached_property
    def hall(self):
        """A hall that is not the council's, with most facts known."""
        from assets_register.services import confirm_asset, create_asset, record_fact
        from civic.partners.services import ensure_organisation

        _ = self.spaces, self.wards
        hall = create_asset(
            self.site,
            name="St Aldhelm’s Hall",
            publish=True,
            kind="hall",
            description="A big room with a stage, a small one with a hatch to a kitchen.\n\nWarm in winter.",
            owner=ensure_organisation(self.site, "St Aldhelm’s Church"),
            custodian=ensure_organisation(self.site, "Cinder Hill Housing"),
            bookings_name="Grace",
            bookings_phone="01632 960 441",
            bookings_url="https://st-aldhelm.example/book",
            public_use="yes",
            terms="Free for community groups; £12 an hour.",
            opening_hours="Mon-Fri, 9am-9pm.\nSat, 10am-noon.",
            street_number="14",
            street_name="Steps Lane",
            town="Pellbridge",
            postcode="PE1 1AA",
            latitude=53.452,
            longitude=-2.352,
            uprn="100012345678",
            asset_code="PEL/0042",
            tenure_type="Freehold",
            building_size=210,
            facts={"step_free": "yes", "kitchen": "yes", "hearing_loop": "no", "lift": "no"},
        )
        record_fact(hall, key="accessible_toilet", value="yes", detail="The key hangs by the door.", by=None)
        self._for_hire(hall)
        return confirm_asset(hall, by=None, by_name="St Aldhelm’s Church")

    @cached_property
    def advice(self):
        """Debt advice in the hall, every day, with all there is to know of it."""
        from assets_register.models import SchoolTerm, ServiceBreak, ServiceTime
        from assets_register.offered.keeping import offer_service
        from civic.partners.services import ensure_organisation

        today = timezone.localdate()
        SchoolTerm.objects.create(
            site=self.site, name="This term", first_on=today, last_on=today + timedelta(days=40)
        )
        advice = offer_service(
            self.hall,
            name="Debt advice",
            kind="advice",
            organisation=ensure_organisation(self.site, "Citizens’ Desk"),
            description="Bring your letters, opened or not.",
            times=[
                ServiceTime(weekday=n, starts=time(10), ends=time(12), term_time="term") for n in range(7)
            ],
            by=None,
            where="The small room",
            alert="Use the side door this week.",
            for_whom="Anybody with a bill they cannot pay",
            minimum_age=16,
            how_to_come="turn_up",
            cost=0,
            cost_note="tea 50p",
            languages="English, Welsh",
            access="We come out to your car",
            contact="The advice team",
            phone="01632 960 777",
            email="advice@desk.example",
            url="https://desk.example/",
        )
        later = today + timedelta(days=20)
        ServiceBreak.objects.create(service=advice, first_on=later, last_on=later, why="Staff day")
        return advice

    def _for_hire(self, hall):
        """Two rooms, what they cost, and how to get in."""
        from assets_register.models import AccessGuide, Extra, HireTerms, Rate, Room, RoomCapacity, RoomFact

        big = Room.objects.create(site=self.site, asset=hall, name="Main hall", area=140, sockets=12)
        small = Room.objects.create(
            site=self.site,
            asset=hall,
            name="The hatch room",
            position=1,
            kitchen="domestic",
            equipment="Piano.",
        )
        for room, layout, people in ((big, "standing", 150), (big, "theatre", 110), (small, "circle", 20)):
            RoomCapacity.objects.create(room=room, layout=layout, people=people)
        RoomFact.objects.create(
            room=big, key="hearing_loop", value="no", detail="on order", checked_on=date(2026, 11, 1)
        )
        RoomFact.objects.create(
            room=big,
            key="wifi",
            value="yes",
            checked_on=date(2026, 11, 1),
            checked_by_name="St Aldhelm’s Church",
        )
        terms = HireTerms.objects.create(
            site=self.site, asset=hall, minimum_hours=2, setup_charged="yes", deposit=50, caretaker="yes",
            caretaker_hourly=4, insurance="yours", cancellation="A week before: all of it back.",
            keyholder="Grace", deputy="Tom", licence="Music until 11.", checked_on=date(2026, 11, 1),
        )  # fmt: skip
        for hirer, amount, room in (("anyone", 18, None), ("community", 9, None), ("business", 30, big)):
            Rate.objects.create(terms=terms, hirer=hirer, amount=amount, room=room)
        Rate.objects.create(terms=terms, amount=60, per="session", days="weekend", starts=time(18))
        Extra.objects.create(terms=terms, name="Stage lights", amount=6)
        Extra.objects.create(terms=terms, name="Heating", amount=3, per="hour", always=True)
        AccessGuide.objects.create(
            site=self.site, asset=hall, route="From Steps Lane to both rooms, by the side door.",
            narrowest_door=82, arriving="The 14 stops outside.", senses="The hand dryer is loud.",
        )  # fmt: skip

    @cached_property
    def other_spaces(self):
        """Some to use, some only owned, some on no map."""
        from assets_register.services import create_asset, stop_offering
        from civic.partners.services import ensure_organisation

        council = ensure_organisation(self.site, "Pellbridge Council", kind="council")
        made = [
            create_asset(self.site, name=name, publish=True, kind=kind, owner=council, **more)
            for name, kind, more in [
                ("Pellbridge Library", "library", {"latitude": 53.46, "longitude": -2.36}),
                ("The Steps", "park", {"latitude": 53.44, "longitude": -2.27}),
                ("Reading room without a known address", "meeting_room", {}),
                ("Land at the back of Tannery Road, adjoining nos. 2–18 (even)", "land",
                 {"not_a_place": "bare_land", "not_a_place_reason": "A strip of verge."}),
            ]
        ]  # fmt: skip
        stop_offering(made[1], by=None)
        return made

    # ---- projects -------------------------------------------------------------------------------
    @cached_property
    def fix_it(self):
        from engagement.projects.services import create_project, publish_project

        _ = self.projects
        project = create_project(
            self.site,
            title="Fix-it",
            summary="Bring something broken. Leave with it mended.",
            description="Toasters, zips, bikes. Somebody who knows how sits down with you.",
            host=self.yusuf,
            host_name="Yusuf",
            children_welcome="yes",
            buggy="yes",
            bring="The broken thing",
            bus_stop="Steps Lane (14, 27)",
            came_of_it="Forty-one toasters work again.",
        )
        project.interests.add("mending", "bikes")
        return publish_project(project)

    @cached_property
    def session(self):
        """To just turn up to, in the hall, this week."""
        from engagement.projects.services import add_session

        return add_session(
            self.fix_it, starts_at=at(18, days=2), ends_at=at(20, days=2), space_key=self.hall.space_key
        )

    @cached_property
    def counted_session(self):
        """With places, a note, somewhere that is not in the register."""
        from engagement.projects.services import add_session

        return add_session(
            self.fix_it, starts_at=at(10, days=3), ends_at=at(12, days=3), place_text="The allotment shed",
            attendance="say_coming", places=6, note="Bring a coat.",
        )  # fmt: skip

    @cached_property
    def full_session(self):
        from engagement.projects.services import add_session, say_coming

        made = add_session(
            self.fix_it, starts_at=at(14, days=4), ends_at=at(16, days=4), place_text="The allotment shed",
            attendance="say_coming", places=1,
        )  # fmt: skip
        say_coming(made, self.pat)
        return made

    @cached_property
    def cancelled_session(self):
        from engagement.projects.services import add_session, cancel_session

        made = add_session(
            self.fix_it, starts_at=at(14, days=5), ends_at=at(16, days=5), place_text="The Steps"
        )
        return cancel_session(made, why="The heating is broken.")

    @cached_property
    def coming(self):
        from engagement.projects.services import say_coming

        return say_coming(self.counted_session, self.dawn, people=2)

    # ---- the talk -------------------------------------------------------------------------------
    @cached_property
    def board(self):
        from tests.factories.governance_boards import make_board

        return make_board(self.site)

    def _talk(self, question: str, slug: str, **facts):
        from engagement.conversations.pages import place_conversation
        from tests.factories.conversations import make_conversation

        facts = {
            "decider_key": self.board.key,
            "intro": "The last train left in 1968. The roof is new.",
            "offline_ways": "At the library desk, on paper, or ring 01632 960 100.",
            **facts,
        }
        talk = make_conversation(self.site, question=question, **facts)
        place_conversation(talk, self.conversations, slug=slug)
        return talk

    @cached_property
    def talk(self):
        """Open: statements, replies, and words that were hidden, taken back and changed."""
        from engagement.conversations import services, statements
        from tests.factories.conversations import propose, say

        talk = self._talk(QUESTION, "ticket-hall")
        said = [say(talk, text) for text in SAID]
        mine = say(talk, "A room that is open after work, because I never get there.", contributor=self.dawn)
        self.__dict__["mine"] = mine
        for text in ("Yes, and Tuesdays are quiet.", "Could the kiosk be part of it?"):
            say(talk, text, parent=said[0])
        services.hide_contribution(say(talk, "Rude words", parent=said[0]), reason="It was unkind.")
        services.hide_contribution(say(talk, "Rude words again"), reason="It was unkind.")
        gone = say(talk, "Taken back")
        services.withdraw_contribution(gone, gone.contributor)
        services.edit_contribution(said[2], said[2].contributor, said[2].text + ", and toasters")
        services.nod(said[1], self.dawn)
        services.nod(mine, self.pat)
        for text in ("The hall should open in the evening.", "It should earn its keep."):
            statements.vote(propose(talk, text), self.dawn, "agree")
        propose(talk, "Children first.", contributor=False)
        self.said = said
        return talk

    @cached_property
    def held_talk(self):
        """Open, with every post read first; Pat waits to be read."""
        from tests.factories.conversations import say

        talk = self._talk("How should we light the Steps?", "steps-light", hold_posts=True)
        self.held = say(talk, "A lamp on each landing.", contributor=self.pat)
        return talk

    @cached_property
    def rounds_talk(self):
        """In its second round."""
        from engagement.conversations.launching import add_round
        from tests.factories.conversations import say

        talk = self._talk("What is our high street for?", "high-street")
        say(talk, "Somewhere to sit down.")
        add_round(talk, title="What we heard, and what next", prompt="Which three would you do first?")
        return talk

    @cached_property
    def coming_talk(self):
        return self._talk(
            "Where should the buses stop?", "buses", opens_at=at(9, days=3), closes_at=at(9, days=30)
        )

    @cached_property
    def closed_talk(self):
        from engagement.conversations.launching import close_conversation
        from tests.factories.conversations import propose, say

        talk = self._talk("What should the park café sell?", "park-cafe")
        say(talk, "Soup.")
        propose(talk, "Soup should cost less than £3.")
        return close_conversation(talk)

    # ---- what was heard, decided and answered ------------------------------------------------------
    @cached_property
    def overdue(self):
        """Something heard that a board promised an answer to, and did not give one, saying why."""
        from plugins.governance_boards.services.agenda import explain
        from tests.factories.conversations import say
        from tests.factories.governance_boards import hear, make_overdue, put_on

        words = say(self.talk, "The Steps are dark and I fell.", contributor=self.dawn)
        insight = hear(self.talk, [words], title="The Steps are dark")
        item = make_overdue(put_on(insight, self.board))
        explain(item, "We wait for a price for the lamps.", by=self.board.chair)
        return item

    @cached_property
    def awaited(self):
        from tests.factories.governance_boards import hear, put_on

        insight = hear(self.talk, self.said[4:8], title="Teenagers want somewhere to play music")
        return put_on(insight, self.board, days=20)

    @cached_property
    def answered_talk(self):
        from tests.factories.conversations import propose, say

        talk = self._talk("Is the library open when you can come?", "library")
        self.late_words = say(talk, "The library shuts before I finish work.", contributor=self.dawn)
        say(talk, "After work the library is always shut.")
        propose(talk, "The library should open one late evening.")
        return talk

    @cached_property
    def answer(self):
        """Partly, to the library conversation; Dawn is quoted, and has a message."""
        from civic.record.services import link_answer
        from civic.tasks.services import drain
        from engagement.conversations.launching import mark_answered
        from plugins.governance_boards.services.answers import AnswerWords
        from tests.factories.governance_boards import hear

        insight = hear(
            self.answered_talk, [self.late_words], title="The library is shut when people finish work"
        )
        words = AnswerWords(
            outcome="partly",
            headline="Open until eight on Tuesdays",
            because="Staff for one evening are paid for. Sundays would cost £41,000 a year.",
            what_changes="Tuesdays until eight, from May.",
            what_does_not="Sundays stay closed.",
            look_again_on=timezone.localdate() + timedelta(days=180),
        )
        answer = self._answered(insight, words)
        link_answer(answer, target_key=self.hall.space_key, said="The reading group moved here.")
        mark_answered(self.answered_talk)
        drain(ahead=timedelta(minutes=10))
        return answer

    @cached_property
    def corrected_answer(self):
        """No, because; put right once."""
        from civic.tasks.services import drain
        from plugins.governance_boards import services as boards
        from plugins.governance_boards.services.answers import AnswerWords, send
        from tests.factories.governance_boards import NO, hear

        insight = hear(self.talk, self.said[:2], title="People want the hall open at night")
        answer = self._answered(insight, NO)
        drain(ahead=timedelta(minutes=10))
        better = AnswerWords(
            outcome="not", headline=NO.headline, because="There is no caretaker after seven."
        )
        draft = boards.write_correction(
            answer.draft, better, correction_note="We wrote six; it is seven.", by=self.board.chair
        )
        draft = boards.approve(boards.ask_approval(draft, by=self.board.chair), by=self.board.member)
        return send(draft.pk, approval=draft.approvals)

    def _answered(self, insight, words):
        from plugins.governance_boards import services as boards
        from plugins.governance_boards.services.answers import send
        from tests.factories.governance_boards import put_on

        item = put_on(insight, self.board)
        draft = boards.write_answer(self.board, [item], words, by=self.board.secretary)
        boards.ask_approval(draft, by=self.board.secretary)
        draft = boards.approve(draft, by=self.board.chair)
        answer = send(draft.pk, approval=draft.approvals)
        draft.refresh_from_db()
        answer.draft = draft
        return answer

    @cached_property
    def decision(self):
        """A moderator's, about words of Pat's that were up."""
        from civic.moderation.services import decide
        from tests.factories.conversations import say

        words = say(self.talk, "It was the Hendry boy from number 9.", contributor=self.pat)
        return decide(
            self.sam, self.site, words.key, action="hide", reason="private", words="It names a child."
        )

    @cached_property
    def themes(self):
        from plugins.insight_themes.models import Theme
        from plugins.insight_themes.services import work_out

        work_out(self.talk.pk)
        return list(Theme.objects.filter(site=self.site, subject_key=self.talk.key).order_by("pk"))
