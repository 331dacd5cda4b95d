"""Every slot and hook there is, filled as a plugin fills it."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from assets_register.pages import SpacesIndexPage
from assets_register.services import create_asset
from civic.moderation import targets
from civic.notify import kinds
from civic.pages import finds, panels, sitemaps
from civic.pages.services import add_section
from civic.places import spaces
from civic.places.context import site_context
from civic.pluginkit import reference
from civic.pluginkit.selectors import installed_plugins
from civic.record import sources, voices
from civic.residents import permissions
from civic.residents.permissions import StaffAction
from engagement.conversations.pages import ConversationsIndexPage, place_conversation
from tests.factories.conversations import make_conversation
from tests.factories.residents import ContributorFactory

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ONE = "testing.one:1"


class Source:
    """Knows one of everything; named as its kind."""

    kind = "testing.one"
    label = "Ones"

    def spaces(self, ids):
        return {"1": "a space"}

    def find(self, site, text, limit):
        return [f"{text} in {site.site_name}"]

    def happenings(self, site, space_keys, since, until):
        return [SimpleNamespace(starts_at=NOW, space_key=space_keys[0])]

    def words(self, ids):
        return {"1": "words"}

    def subjects(self, ids):
        return {"1": "a subject"}

    def participants(self, id):
        return ["somebody"]

    def links(self, ids):
        return {"1": "a link"}

    def voice(self, contributor):
        return [SimpleNamespace(when=NOW, what=f"{contributor.display_name} said")]


@pytest.fixture(autouse=True)
def _registries_of_their_own(monkeypatch):
    for registry in [
        (targets, "_targets"), (kinds, "_kinds"), (finds, "_sources"), (panels, "_panels"),
        (sitemaps, "_sources"), (spaces, "_spaces"), (spaces, "_happenings"), (spaces, "_forgetting"),
        (voices, "_sources"),
        (sources, "_evidence"), (sources, "_subjects"), (sources, "_links"),
        (permissions, "_actions"), (permissions, "_more"),
    ]:  # fmt: skip
        monkeypatch.setattr(*registry, type(getattr(*registry))())


def panel(site, rf):
    shown = panels.Panel(
        key=ONE, label="One", template="components/empty.html", context=lambda *_: {"title": "Hello"}
    )
    panels.register_panel(shown)
    with site_context(site):
        assert "Hello" in panels.render_panel(ONE, rf.get("/"))


def find_source(site, rf):
    source = finds.FindSource(key="one", label="Ones", door="spaces", find=Source().find)
    finds.register_find_source(source)
    assert finds.find_everything(site, "hall") == [(source, ["hall in Pellbridge"])]


def sitemap_source(site, rf):
    source = sitemaps.SitemapSource(
        key="one", count=lambda place: 1, pages=lambda place, start, limit: [sitemaps.Mapped(path="/one/")]
    )
    sitemaps.register_sitemap_source(source)
    assert ("one", 1) in sitemaps.parts(site)
    assert [entry.path for entry in sitemaps.entries(site, "one", 1)] == ["/one/"]


def space_copies(site, rf):
    told = []
    spaces.register_space_copies(told.extend)
    spaces.tell_space_moved([ONE])
    assert told == [ONE]


def target(site, rf):
    targets.register_target(source := Source())
    assert targets.all_targets() == [targets.find_target("testing.one")] == [source]


def kind(site, rf):
    kinds.register_kind(kinds.MessageKind(key=ONE, title="One", text_template="", html_template=""))
    assert kinds.find_kind(ONE).title == "One"


def space_source(site, rf):
    spaces.register_space_source(Source())
    assert spaces.resolve_spaces([ONE, "other:1"]) == {ONE: "a space"}
    assert spaces.find_spaces(site, "hall") == ["hall in Pellbridge"]


def happening_source(site, rf):
    spaces.register_happening_source(Source())
    (found,) = spaces.happenings_at(site, [ONE], NOW, NOW)
    assert found.space_key == ONE


def evidence_source(site, rf):
    sources.register_evidence_source(Source())
    assert sources.resolve_words([ONE, "other:1"]) == {ONE: "words"}


def subject_source(site, rf):
    sources.register_subject_source(Source())
    assert sources.resolve_subjects([ONE]) == {ONE: "a subject"}
    assert sources.participants_of(ONE) == ["somebody"]


def link_target(site, rf):
    sources.register_link_target(Source())
    assert sources.resolve_links([ONE]) == {ONE: "a link"}


def voice_source(site, rf):
    voices.register_voice_source(Source())
    (item,) = voices.voice_of(ContributorFactory(site=site, display_name="Ada"))
    assert item.what == "Ada said"


def action(site, rf):
    permissions.register_action(StaffAction(key="trial.one", label="One", may=lambda user, site: True))
    assert _cells(site, "trial.one") == {True}


def actions_of(site, rf):
    permissions.register_actions_of(
        lambda: [StaffAction(key="trial.two", label="Two", may=lambda user, site: False)]
    )
    assert _cells(site, "trial.two") == {False}


def _cells(site, key):
    return {may for row in permissions.permission_table(site) if row.action.key == key for may in row.cells}


HOOKS = {
    f"register_{hook.__name__}": hook
    for hook in (
        panel, find_source, sitemap_source, space_copies, target, kind, space_source, happening_source,
        evidence_source, subject_source, link_target, voice_source, action, actions_of,
    )
}  # fmt: skip


def test_every_hook_has_its_trial():
    assert sorted(HOOKS) == sorted(hook.name.rpartition(".")[2] for hook in reference.hooks())


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_what_a_hook_takes_is_used(name, site, rf):
    HOOKS[name](site, rf)


def conversation_page(site):
    index = site.root_page.add_child(instance=ConversationsIndexPage(title="Have your say", slug="say"))
    return place_conversation(make_conversation(site), index, slug="hall").url


def spaces_page(site):
    create_asset(site, name="Hall", publish=True)
    return add_section(site.root_page.specific, SpacesIndexPage, "Find a space", slug="spaces").url


#: A page that has each slot.
SLOTS = {"conversation.aside": conversation_page, "spaces.below": spaces_page}


def fill(request, site, **things):
    return f"<{sorted(things)} at {site.site_name}>"


def test_every_slot_has_its_page():
    assert sorted(SLOTS) == [slot.name for slot in reference.slots()]


@pytest.mark.parametrize("slot", reference.slots(), ids=lambda slot: slot.name)
def test_what_a_plugin_puts_into_a_slot_is_on_the_page(slot, site, client, monkeypatch):
    plugin = installed_plugins()[0]
    monkeypatch.setattr(type(plugin), "slots", {slot.name: f"{__name__}.fill"})
    page = client.get(SLOTS[slot.name](site), follow=True).content.decode()
    assert (
        f"&lt;[{', '.join(f'&#x27;{name}&#x27;' for name in slot.given.split(', '))}] at Pellbridge&gt;"
        in page
    )
