"""The public pages of ``assets_register``."""

from dataclasses import replace
from datetime import timedelta

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from wagtail.models import Site

from assets_register.query import read_query
from assets_register.saved_searches import keep_search, stop_token
from assets_register.services import create_asset
from tests.browser.public_pages import PAGES, public_page
from tests.browser.story import story_of
from tests.browser.visits import Visit, signed_in
from tests.factories.residents import ContributorFactory


def _spaces(site: Site) -> str:
    story = story_of(site)
    _ = story.hall, story.other_spaces, story.session
    return str(story.spaces.get_url())


@public_page("spaces to use")
def _usable(site: Site) -> str:
    return _spaces(site)


@public_page("everything owned")
def _all(site: Site) -> str:
    return _spaces(site) + "?use=all"


@public_page("spaces on the map")
def _map(site: Site) -> Visit:
    path = _spaces(site) + "?use=all&view=map"
    return Visit(
        path=path, press=lambda page: page.locator(".map-spot").first.wait_for(), again=Visit(path=path)
    )


@public_page("spaces narrowed")
def _narrowed(site: Site) -> str:
    return _spaces(site) + "?q=hall&near=PE1+1AA&has=step_free&has=kitchen&kind=hall"


@public_page("keep a search")
def _keep(site: Site) -> str:
    _spaces(site)
    return reverse("assets_register:keep_search") + "?q=hall&has=kitchen&people=30"


@public_page("keep a search: no address given", status=422)
def _keep_wrong(site: Site) -> Visit:
    _spaces(site)
    path = reverse("assets_register:keep_search") + "?q=hall&has=kitchen"

    def press(page: Page) -> None:
        page.locator("main form button[type=submit]").click()
        page.locator("main .field__error").first.wait_for()

    return Visit(path=path, press=press)


@public_page("stop a kept search")
def _stop(site: Site) -> str:
    _spaces(site)
    person = ContributorFactory(site=site, email="keeps@pellbridge.example")
    search = keep_search(site, person, read_query(site, QueryDict("q=hall&has=kitchen")).query)
    return reverse("assets_register:stop_search", args=[stop_token(search)])


@public_page("stop a kept search: no such", status=404)
def _stop_none(site: Site) -> str:
    _spaces(site)
    return reverse("assets_register:stop_search", args=["nothing"])


@public_page("spaces around somebody, open now")
def _around(site: Site) -> str:
    return _spaces(site) + "?at=53.4,-2.3&within=10&open=now"


@public_page("spaces for a mistyped word")
def _mistyped(site: Site) -> str:
    return _spaces(site) + "?q=ferri&use=all"


@public_page("spaces to print")
def _printed(site: Site) -> str:
    return _spaces(site) + "print/?use=all"


@public_page("spaces near a postcode we do not know")
def _wrong(site: Site) -> str:
    return _spaces(site) + "?near=M32+OXZ"


@public_page("no such space")
def _none(site: Site) -> str:
    return _spaces(site) + "?q=zeppelin"


@public_page("a space")
def _space(site: Site) -> str:
    story = story_of(site)
    _ = story.session, story.answer, story.advice
    return f"{story.spaces.get_url()}{story.hall.slug}/"


@public_page("who is in today")
def _who_is_in(site: Site) -> str:
    story = story_of(site)
    _ = story.advice, story.session
    return f"{story.spaces.get_url()}{story.hall.slug}/who-is-in/"


@public_page("who is in on a day when nobody is")
def _nobody_in(site: Site) -> str:
    story = story_of(site)
    day = timezone.localdate() + timedelta(days=80)
    return f"{story.spaces.get_url()}{story.other_spaces[2].slug}/who-is-in/{day.isoformat()}/"


@public_page("a service")
def _service(site: Site) -> str:
    story = story_of(site)
    return f"{story.spaces.get_url()}{story.hall.slug}/service/{story.advice.uuid}/"


@public_page("what a hire would cost")
def _cost(site: Site) -> str:
    story = story_of(site)
    return f"{story.spaces.get_url()}{story.hall.slug}/cost/"


@public_page("what a hire would cost, badly asked", status=422)
def _cost_wrong(site: Site) -> str:
    story = story_of(site)
    return f"{story.spaces.get_url()}{story.hall.slug}/cost/?who=community&day=&starts=19:00&hours=0"


@public_page("how fresh the register is")
def _fresh(site: Site) -> str:
    return _spaces(site) + "fresh/"


def _keeper_of(site: Site, *, due: bool) -> str:
    """Return the address in the letter of somebody who looks after one space that is due, or not."""
    from assets_register.asking import token_for
    from assets_register.models import Asset
    from civic.partners.models import Representative
    from civic.partners.services import ensure_organisation
    from civic.residents.enums import Role
    from civic.residents.services import grant_role
    from tests.factories.residents import UserFactory

    story = story_of(site)
    _ = story.spaces
    who = "Riverbank Homes" if due else "Ferry Club"
    person, owner = UserFactory(), ensure_organisation(site, who)
    grant_role(person, site, Role.STEWARD)
    Representative.objects.create(organisation=owner, user=person)
    asset = create_asset(site, name=f"{who}: common room", kind="hall", owner=owner, publish=True)
    if due:
        Asset.objects.filter(pk=asset.pk).update(checked_at=timezone.now() - timedelta(days=200))
    return reverse("assets_register:still_right", args=[token_for(person, site)])


@public_page("spaces to look at again")
def _still_right(site: Site) -> str:
    return _keeper_of(site, due=True)


@public_page("nothing to look at again")
def _nothing_due(site: Site) -> str:
    return _keeper_of(site, due=False)


@public_page("a link to look at spaces that is too old", status=404)
def _old_link(site: Site) -> str:
    return reverse("assets_register:still_right", args=["old"])


def _asked(site: Site, slug: str) -> str:
    from assets_register.models import Asset

    story = story_of(site)
    path = f"{story.spaces.get_url()}{story.hall.slug}/"
    Asset.objects.filter(pk=story.hall.pk).update(bookings_email="keys@hall.example")
    return f"{path}ask/{slug}"


def _send(page: Page, **filled: str) -> None:
    for label, words in filled.items():
        page.get_by_label(label.replace("_", " ")).fill(words)
    page.get_by_role("button", name="Send the question").click()


@public_page("asking about a space")
def _ask(site: Site) -> str:
    return _asked(site, "")


@public_page("asking about a space, too little said", status=422)
def _ask_wrong(site: Site) -> Visit:
    return Visit(path=_asked(site, "?wrong=1"), press=_send, shows=("SpacesIndexPage.ask",))


@public_page("a question passed on")
def _ask_done(site: Site) -> Visit:
    def press(page: Page) -> None:
        _send(page, Your_name="Dawn", Your_email="dawn@home.example", What_would_you_like="Is Tuesday free?")

    return Visit(path=_asked(site, "?done=1"), press=press, shows=("SpacesIndexPage.ask",))


def _listing(page: Page, **filled: str) -> None:
    for label, words in filled.items():
        page.get_by_label(label.replace("_", " ")).fill(words)
    page.get_by_role("button", name="Send it to be checked").click()


@public_page("putting a space into the register")
def _add(site: Site) -> str:
    return _spaces(site) + "add/"


@public_page("putting a space into the register, too little said", status=422)
def _add_wrong(site: Site) -> Visit:
    return Visit(path=_spaces(site) + "add/?wrong=1", press=_listing, shows=("SpacesIndexPage.add",))


def _claimant(site: Site, name: str, *, state: str) -> tuple[str, Visit]:
    """Return a space's address and the visit of somebody who says that it is theirs."""
    from uuid import uuid4

    from assets_register.claims import claim_listing, decline_claim, verify_claim
    from civic.residents.enums import Role
    from civic.residents.services import contributor_for_user, grant_role
    from tests.factories.residents import UserFactory

    _ = story_of(site).spaces
    asset = create_asset(site, name=name, kind="cafe", public_use="yes", publish=True)
    person, administrator = UserFactory(), UserFactory()
    if state:
        grant_role(administrator, site, Role.PLACE_ADMINISTRATOR)
        who = contributor_for_user(person, site)
        claim = claim_listing(asset, who, organisation_name="The Copper Kettle", how="Ring us.", once=uuid4())
        if state == "verified":
            verify_claim(claim, by=administrator)
        elif state == "declined":
            decline_claim(claim, reason="Nobody there knows you.", by=administrator)
    section = story_of(site).spaces.get_url()
    return f"{section}{asset.slug}/", Visit(path=f"{section}mine/", cookies=signed_in(person))


@public_page("saying that a space is yours")
def _claim(site: Site) -> Visit:
    path, visit = _claimant(site, "Kettle front room", state="")
    return replace(visit, path=f"{path}claim/")


@public_page("saying that a space is yours, too little said", status=422)
def _claim_wrong(site: Site) -> Visit:
    path, visit = _claimant(site, "Kettle side room", state="")

    def press(page: Page) -> None:
        page.get_by_role("button", name="This is ours").click()

    return replace(visit, path=f"{path}claim/", press=press, shows=("SpacesIndexPage.claim",))


@public_page("your spaces")
def _mine(site: Site) -> Visit:
    return _claimant(site, "Kettle back room", state="verified")[1]


@public_page("no space of yours")
def _none_mine(site: Site) -> Visit:
    return _claimant(site, "Kettle attic", state="")[1]


@public_page("a space that could not be confirmed")
def _declined(site: Site) -> Visit:
    return _claimant(site, "Kettle cellar", state="declined")[1]


@public_page("asking to look again without a word", status=422)
def _again_wrong(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.get_by_role("button", name="Ask somebody to look again").click()

    visit = _claimant(site, "Kettle roof", state="declined")[1]
    return replace(visit, press=press, shows=("SpacesIndexPage.again",))


@public_page("changing a space you look after")
def _keep(site: Site) -> Visit:
    path, visit = _claimant(site, "Kettle garden", state="verified")
    return replace(visit, path=f"{path}keep/")


@public_page("a space whose place is private")
def _masked(site: Site) -> str:
    from assets_register.services import mask_location

    section = _spaces(site)
    asset = create_asset(
        site, name="Hawthorn refuge", kind="community_centre", public_use="yes", publish=True, town="Sale"
    )
    return f"{section}{mask_location(asset, by=None).slug}/"


@public_page("a space nobody knows much about")
def _unknown_space(site: Site) -> str:
    story = story_of(site)
    return f"{story.spaces.get_url()}{story.other_spaces[2].slug}/?about=lift#tell-us"


@public_page("a strip of land")
def _land(site: Site) -> str:
    story = story_of(site)
    return f"{story.spaces.get_url()}{story.other_spaces[3].slug}/"


@public_page("telling us too little about a space", status=422)
def _tell_us(site: Site) -> Visit:
    story = story_of(site)

    def press(page: Page) -> None:
        page.locator("#tell-us form").evaluate("form => { form.noValidate = true }")
        page.locator("#tell-us form button").click()

    return Visit(
        path=f"{story.spaces.get_url()}{story.hall.slug}/", press=press, shows=("SpacesIndexPage.tell_us",)
    )


# ---- the register for maps and programs --------------------------------------------------------
for _name, _path in {
    "the register for maps and programs": "",
    "what can be asked of it": "api",
    "which standards it keeps to": "conformance",
    "its collections": "collections",
    "one of its collections": "collections/spaces",
    "what is in one, one at a time": "collections/spaces/items?limit=1",
}.items():
    PAGES[_name] = lambda site, path=_path: _spaces(site) and f"/ogc/{path}"


@public_page("one feature")
def _one_feature(site: Site) -> str:
    return f"/ogc/collections/spaces/items/{story_of(site).hall.uuid}"


@public_page("asking it what it does not know", status=400)
def _ask_wrongly(site: Site) -> str:
    return "/ogc/collections/spaces/items?bbox=nan"
