"""The pages of ``engagement.conversations.room``: phones, console, screen, captions."""

from django.urls import reverse
from playwright.sync_api import Page
from wagtail.models import Site

from civic.residents.enums import Role
from civic.residents.models import User
from civic.residents.services import grant_role
from engagement.conversations.room import captions, facilitating, late, running, taking_part
from engagement.conversations.room.models import Gathering
from tests.browser.public_pages import public_page
from tests.browser.visits import Visit, as_guest, signed_in
from tests.factories.conversations import make_conversation, thread_in
from tests.factories.room import joined, make_gathering, say_here

WHERE = "Quayside Community Centre"


def _facilitator(site: Site) -> User:
    address = f"in-the-room-{site.pk}@pellbridge.example"
    user: User = User.objects.filter(email=address).first() or User.objects.create_user(address)
    grant_role(user, site, Role.FACILITATOR)
    return user


def _gathering(site: Site) -> Gathering:
    """Return the place's session: a prompt, a timer, hands, words chosen and held, captions, so far."""
    if found := Gathering.objects.filter(site=site, state="running").first():
        return found
    by = _facilitator(site)
    thread = thread_in(make_conversation(site, question="What should the quay be like at night?"))
    prompts = ["Where do you not go after dark?", "What would change that?"]
    made = make_gathering(site, by=by, thread=thread, where=WHERE, prompts=prompts)
    running.show_prompt(made, made.prompts.first(), by=by)
    running.set_timer(made, 3600, by=by)
    dawn, pat = joined(made, "Dawn"), joined(made, "Pat")
    said = [
        say_here(made, "The steps, there is no lamp.", person=dawn),
        say_here(made, "The steps are dark.", person=pat),
        say_here(made, "Behind the market.", person=pat, key="three"),
    ]
    facilitating.shortlist(made, said[0].uuid, by=by)
    facilitating.make_move(made, "reason", "Can you say why?", by=by, client_key="w", about=said[2].uuid)
    late.write_sentence(made, "The steps came up first.", [said[0].uuid, said[1].uuid], by=by)
    captions.add_line(made, "Good evening, everybody.")
    captions.add_line(made, "We talk about the quay tonight.")
    taking_part.raise_hand(made, pat)
    made = running.change_settings(made, by=by, hold=True, slow_seconds=15, screen_newest=False)
    say_here(made, "Waiting to be read.", person=joined(made, "Kit"))
    return made


def _as_facilitator(site: Site) -> dict[str, str]:
    return signed_in(_facilitator(site))


@public_page("joining in the room")
def _join(site: Site) -> str:
    return reverse("room:join")


@public_page("joining in the room with a wrong code", status=422)
def _join_wrongly(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.fill("[name=code]", "CCCCCC")
        page.locator("main form button").click()
        page.locator(".field__error").wait_for()

    return Visit(path=reverse("room:join"), press=press)


@public_page("a phone in the room")
def _phone(site: Site) -> Visit:
    made = _gathering(site)
    person = joined(made, "Sol")
    return Visit(path=reverse("room:phone", args=[made.code]), cookies=as_guest(person))


@public_page("a phone in the room, saying nothing", status=422)
def _phone_wrongly(site: Site) -> Visit:
    made = _gathering(site)

    def press(page: Page) -> None:
        # As without scripts: the live form would answer in place.
        page.locator("#say form.say").evaluate("form => form.submit()")
        page.locator("#say .field__error").wait_for()

    path = reverse("room:phone", args=[made.code])
    return Visit(path=path, cookies=as_guest(joined(made, "Bo")), press=press, shows=("room:say",))


@public_page("sessions in rooms")
def _index(site: Site) -> Visit:
    _gathering(site)
    return Visit(path=reverse("room:index"), cookies=_as_facilitator(site))


@public_page("the console of a session")
def _console(site: Site) -> Visit:
    path = reverse("room:console", args=[_gathering(site).uuid])
    return Visit(path=path, cookies=_as_facilitator(site))


@public_page("the console, refusing", status=409)
def _console_wrongly(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.locator("#prompts form").last.evaluate("form => form.submit()")
        page.locator("#said-back .message").wait_for()

    path = reverse("room:console", args=[_gathering(site).uuid])
    return Visit(path=path, cookies=_as_facilitator(site), press=press, shows=("room:do",))


@public_page("the screen on the wall")
def _screen(site: Site) -> Visit:
    path = reverse("room:screen", args=[_gathering(site).uuid])
    return Visit(path=path, cookies=_as_facilitator(site))


@public_page("the typist's page")
def _type(site: Site) -> Visit:
    return Visit(path=reverse("room:type", args=[_gathering(site).uuid]), cookies=_as_facilitator(site))


@public_page("captions that were kept")
def _transcript(site: Site) -> str:
    return reverse("room:transcript", args=[_gathering(site).uuid])
