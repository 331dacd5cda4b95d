"""The public pages of ``engagement.projects``."""

from playwright.sync_api import Page
from wagtail.models import Site

from tests.browser.public_pages import public_page
from tests.browser.story import story_of
from tests.browser.visits import Visit, as_guest, signed_in


def _session(site: Site, name: str) -> str:
    story = story_of(site)
    return f"{story.projects.get_url()}{story.fix_it.slug}/{getattr(story, name).uuid}/"


@public_page("sessions day by day")
def _sessions(site: Site) -> str:
    story = story_of(site)
    _ = story.session, story.counted_session, story.full_session, story.cancelled_session
    return str(story.projects.get_url())


@public_page("sessions narrowed")
def _narrowed(site: Site) -> str:
    return _sessions(site) + "?q=mend&free=on&children=on"


@public_page("sessions near a postcode we do not know", status=422)
def _wrong(site: Site) -> str:
    return _sessions(site) + "?near=M32+OXZ"


@public_page("a project")
def _project(site: Site) -> str:
    _sessions(site)
    story = story_of(site)
    return f"{story.projects.get_url()}{story.fix_it.slug}/"


@public_page("a session")
def _a_session(site: Site) -> str:
    return _session(site, "session")


@public_page("a session with places left")
def _counted(site: Site) -> str:
    return _session(site, "counted_session")


@public_page("a session that is full")
def _full(site: Site) -> str:
    return _session(site, "full_session")


@public_page("a session called off")
def _cancelled(site: Site) -> str:
    return _session(site, "cancelled_session")


@public_page("a session I said I am coming to")
def _mine(site: Site) -> Visit:
    story = story_of(site)
    _ = story.coming
    return Visit(path=_session(site, "counted_session"), cookies=as_guest(story.dawn))


@public_page("saying I am coming with too little", status=422)
def _errors(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.locator("#coming form").evaluate("form => { form.noValidate = true }")
        page.fill("#coming [name=email]", "not-an-email")
        page.fill("#coming [name=people]", "99")
        page.locator("#coming form button").click()

    return Visit(path=_session(site, "session"), press=press)


@public_page("my place on the list")
def _coming(site: Site) -> str:
    from engagement.projects.links import coming_url

    return str(coming_url(story_of(site).coming))


@public_page("my place given up")
def _not_coming(site: Site) -> str:
    from engagement.projects.links import coming_url
    from engagement.projects.services import cancel_coming, say_coming

    story = story_of(site)
    return str(coming_url(cancel_coming(say_coming(story.session, story.pat))))


@public_page("I would like to start something")
def _start(site: Site) -> str:
    story = story_of(site)
    return f"{story.projects.get_url()}start/?like={story.fix_it.slug}"


@public_page("starting something with too little", status=422)
def _start_wrong(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.locator("main form").evaluate("form => { form.noValidate = true }")
        page.locator("main form button[type=submit]").click()

    return Visit(path=f"{story_of(site).projects.get_url()}start/", press=press)


@public_page("something started")
def _started(site: Site) -> Visit:
    def press(page: Page) -> None:
        page.fill("main [name=idea]", "A bike repair morning on our street.")
        page.fill("main [name=name]", "Ada")
        page.locator("main form button[type=submit]").click()
        page.locator("main .receipt").wait_for()

    return Visit(path=f"{story_of(site).projects.get_url()}start/", press=press)


@public_page("a host writing to everyone")
def _write(site: Site) -> Visit:
    story = story_of(site)
    _ = story.coming
    return Visit(path=_session(site, "counted_session") + "write/", cookies=signed_in(story.yusuf.user))


@public_page("a host calling a session off")
def _call_off(site: Site) -> Visit:
    story = story_of(site)
    return Visit(path=_session(site, "counted_session") + "call-off/", cookies=signed_in(story.yusuf.user))


@public_page("my place at a session called off")
def _coming_called_off(site: Site) -> str:
    from engagement.projects.links import coming_url
    from engagement.projects.models import Coming

    story = story_of(site)
    called_off, _made = Coming.objects.get_or_create(
        site=site, session=story.cancelled_session, contributor=story.pat
    )
    return str(coming_url(called_off))


@public_page("telling what is not known about a project")
def _tell(site: Site) -> str:
    return _project(site) + "tell/"


@public_page("a helper reading what somebody would like to start")
def _wish(site: Site) -> Visit:
    from civic.residents.enums import Role
    from civic.residents.services import grant_role
    from engagement.projects.links import wish_url
    from engagement.projects.services import wish_to_start

    story = story_of(site)
    _ = story.projects
    grant_role(story.yusuf.user, site, Role.FACILITATOR)
    wish = wish_to_start(site, story.dawn, idea="A tool library in the old shop.", need="Shelves.")
    return Visit(path=wish_url(wish), cookies=signed_in(story.yusuf.user))
