"""The public pages of ``assets_register.good_here``."""

from uuid import uuid4

from django.urls import reverse
from playwright.sync_api import Page
from wagtail.models import Site

from assets_register.good_here.models import GoodThing
from assets_register.good_here.services import pledge
from civic.partners.services import add_representative, ensure_organisation
from civic.residents.services import contributor_for_user
from tests.browser.public_pages import public_page
from tests.browser.story import story_of
from tests.browser.visits import Visit, signed_in
from tests.factories.good_here import good_thing
from tests.factories.residents import UserFactory


def _good(site: Site) -> GoodThing:
    story = story_of(site)
    _ = story.spaces, story.hall
    found = GoodThing.objects.filter(site=site, name="The sunny bench").first()
    if found is not None:
        return found
    bench = good_thing(
        site,
        postcode="PE1 1AA",
        words="Sun till six, and somebody always says hello. Bring your own cushion.",
        who=story.dawn,
    )
    church = ensure_organisation(site, "St Aldhelm’s Church")
    pledge(bench, church, "We can lend cushions and a flask.", by=UserFactory(), once=uuid4())
    ifan = contributor_for_user(UserFactory(), site)
    for name, kind in (("Tuesday walkers", "group"), ("I can mend bicycles", "offer")):
        good_thing(
            site,
            name,
            kind=kind,
            postcode="PE1 1AA",
            who=ifan,
            by_name="Ifan" if kind == "offer" else "",
        )
    return bench


@public_page("what is good here")
def _index(site: Site) -> str:
    _good(site)
    return reverse("good_here:index")


@public_page("what is good here: nothing of that kind yet")
def _none(site: Site) -> str:
    _good(site)
    return reverse("good_here:index") + "?neighbourhood=nowhere"


@public_page("something good")
def _thing(site: Site) -> str:
    return reverse("good_here:thing", args=[_good(site).uuid])


@public_page("something good, to a partner")
def _thing_partner(site: Site) -> Visit:
    bench = _good(site)
    person = UserFactory()
    add_representative(ensure_organisation(site, "St Aldhelm’s Church"), person)
    return Visit(path=reverse("good_here:thing", args=[bench.uuid]), cookies=signed_in(person))


@public_page("ask about something good")
def _ask(site: Site) -> str:
    _good(site)
    walkers = GoodThing.objects.get(site=site, name="Tuesday walkers")
    return reverse("good_here:ask", args=[walkers.uuid])


def _send(page: Page) -> None:
    page.get_by_role("button", name="Send it to be checked").click()
    page.wait_for_load_state()


@public_page("tell of something good")
def _add(site: Site) -> str:
    _good(site)
    return reverse("good_here:add")


@public_page("tell of something good: wrongly", status=422)
def _add_wrong(site: Site) -> Visit:
    _good(site)
    return Visit(path=reverse("good_here:add"), press=_send)


def _fill_and_send(page: Page) -> None:
    page.get_by_label("A group of people").check()
    page.get_by_label("What is it called?").fill("The Thursday choir")
    page.get_by_label("What is good about it?").fill("Nobody has to sing well.")
    page.get_by_label("Its postcode").fill("pe1 1aa")
    _send(page)


@public_page("tell of something good: sent")
def _added(site: Site) -> Visit:
    _good(site)
    return Visit(path=reverse("good_here:add"), press=_fill_and_send)
