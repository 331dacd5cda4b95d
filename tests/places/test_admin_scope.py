"""No admin screen shows another place's rows: every registered viewset is tried."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from wagtail.models import Site
from wagtail.snippets.models import get_snippet_models

from assets_register.models import SchoolTerm
from assets_register.suggestions import suggest_fact
from civic.places.admin import registered
from civic.residents.enums import Role
from civic.residents.invitations import invite
from civic.residents.models import DeskMachine, RoleGrant
from civic.residents.services import grant_role
from engagement.conversations.summaries import write_summary
from engagement.projects.models import StartWish
from tests.factories.assets import (
    AccessGuideFactory,
    AssetFactory,
    ClaimFactory,
    HireTermsFactory,
    ImportRunFactory,
    OfferedServiceFactory,
    RoomFactory,
)
from tests.factories.conversations import (
    answer,
    ask,
    asking,
    make_conversation,
    panel_of,
    propose,
    say,
    thread_in,
)
from tests.factories.partners import OrganisationFactory
from tests.factories.places import NeighbourhoodFactory, PostcodeFactory
from tests.factories.projects import ProjectFactory, SessionFactory
from tests.factories.residents import ContributorFactory, RoleGrantFactory, UserFactory

LEAK = "Otherham secret"


def _factories() -> dict[str, Callable[[Site, str], Any]]:
    """How to make a row of each model in a place, with a word in it that would show."""
    return {
        "assets_register.asset": lambda site, word: AssetFactory(site=site, name=word, status="draft"),
        "assets_register.room": lambda site, word: RoomFactory(asset=AssetFactory(site=site), name=word),
        "assets_register.hireterms": lambda site, word: HireTermsFactory(
            asset=AssetFactory(site=site, name=word)
        ),
        "assets_register.accessguide": lambda site, word: AccessGuideFactory(
            asset=AssetFactory(site=site, name=word)
        ),
        "assets_register.importrun": lambda site, word: ImportRunFactory(
            site=site, file_name=word, counts=_counts()
        ),
        "assets_register.offeredservice": lambda site, word: OfferedServiceFactory(
            asset=AssetFactory(site=site), name=word, days=[]
        ),
        "assets_register.schoolterm": lambda site, word: SchoolTerm.objects.create(
            site=site, name=word, first_on="2026-09-01", last_on="2026-10-23"
        ),
        "assets_register.claim": lambda site, word: ClaimFactory(
            site=site, asset=AssetFactory(site=site, name=word), contributor=ContributorFactory(site=site)
        ),
        "assets_register.suggestion": lambda site, word: suggest_fact(AssetFactory(site=site), words=word),
        "partners.organisation": lambda site, word: OrganisationFactory(site=site, name=word),
        "places.neighbourhood": lambda site, word: NeighbourhoodFactory(site=site, name=word),
        "places.postcode": lambda site, word: PostcodeFactory(
            site=site, code="PB1 1AA" if word != LEAK else "ZZ9 9ZZ"
        ),
        "projects.project": lambda site, word: ProjectFactory(site=site, title=word),
        "projects.session": _session,
        "projects.startwish": _wish,
        "conversations.conversation": lambda site, word: make_conversation(site, question=word),
        "conversations.round": _round,
        "conversations.thread": _thread,
        "conversations.statement": lambda site, word: propose(make_conversation(site, question=word), word),
        "conversations.panelmember": lambda site, word: panel_of(make_conversation(site), word)[1][0],
        "conversations.question": lambda site, word: ask(asking(make_conversation(site)), word),
        "conversations.given": _given,
        "conversations.summary": lambda site, word: write_summary(
            make_conversation(site, question=word), word
        ),
        "conversations.contribution": lambda site, word: say(make_conversation(site, question=word), word),
        "residents.invitation": lambda site, word: invite(
            site, f"{slugify(word)}@pellbridge.example", Role.LIBRARIAN, by=UserFactory()
        ),
        "residents.deskmachine": lambda site, word: DeskMachine.objects.create(site=site, name=word),
        "residents.rolegrant": lambda site, word: RoleGrantFactory(
            site=site, role=Role.LIBRARIAN, user=UserFactory(first_name=word, last_name="")
        ),
    }


def _thread(site: Site, word: str) -> Any:
    thread = thread_in(make_conversation(site, question=word))
    thread.title = word
    thread.save()
    return thread


def _round(site: Site, word: str) -> Any:
    return make_conversation(site, question=word).rounds.create(site=site, number=7, title=word)


def _given(site: Site, word: str) -> Any:
    thread = asking(make_conversation(site))
    answer(thread, ask(thread, word), text="Hello.")
    return thread.round.questions.get().given.get()


def _session(site: Site, word: str) -> Any:
    return SessionFactory(project=ProjectFactory(site=site, title=word), place_name=word)


def _wish(site: Site, word: str) -> Any:
    return StartWish.objects.create(site=site, contributor=ContributorFactory(site=site), idea=word)


def _counts() -> dict[str, Any]:
    outcomes = dict.fromkeys(["created", "changed", "unchanged", "duplicate", "problem"], 0)
    return {"rows": 0, **outcomes, "file_notes": [], "notes": {}, "not_in_file": 0, "held_back": 0}


def _make(model: type, site: Site, word: str) -> Any:
    label = model._meta.label_lower
    makers = _factories()
    if label not in makers and model.__module__.startswith("plugins."):
        pytest.skip(f"{label} belongs to a plugin, whose own tests try the other place")
    assert label in makers, f"add a maker of {label} to this test, so that its screens are tried"
    return makers[label](site, word)


@pytest.fixture
def everywhere(site, other_site, client):
    """Somebody with every role here and none in the other place."""
    user = UserFactory()
    for role in Role.values:
        grant_role(user, site, role)
    client.force_login(user)
    return client


def _models() -> list[type]:
    get_snippet_models()
    return sorted(registered, key=lambda model: model._meta.label)


def pytest_generate_tests(metafunc):
    if "model" in metafunc.fixturenames:
        models = _models()
        metafunc.parametrize("model", models, ids=[model._meta.label for model in models])


def test_every_model_of_a_place_is_registered_through_the_scoped_viewset():
    unscoped = [
        model._meta.label
        for model in get_snippet_models()
        if model not in registered
        and any(f.name == "site" and f.related_model is Site for f in model._meta.fields)
    ]
    assert unscoped == []


def test_listing_shows_this_place_and_not_the_other(model, everywhere, site, other_site):
    mine, theirs = _make(model, site, "Pellbridge own"), _make(model, other_site, LEAK)
    url = reverse(registered[model].get_url_name("list"))
    for address in (url, f"{url}?export=csv", f"{url}?q=Otherham", f"{url}?q=ZZ9"):
        page = everywhere.get(address)
        assert page.status_code == 200
        body = page.getvalue().decode()
        assert str(theirs) not in body, address
        assert LEAK not in body, address
    assert str(mine) in everywhere.get(url).content.decode()


@pytest.mark.parametrize("view", ["edit", "delete", "history", "history_results", "usage", "inspect", "copy"])
def test_another_places_row_is_not_found(view, model, everywhere, site, other_site):
    theirs = _make(model, other_site, LEAK)
    try:
        url = reverse(registered[model].get_url_name(view), args=[theirs.pk])
    except NoReverseMatch:
        return
    for response in (everywhere.get(url), everywhere.post(url, {})):
        assert response.status_code in (302, 404)
        if response.status_code == 302:
            assert response.url == reverse("wagtailadmin_home")
    assert type(theirs).objects.filter(pk=theirs.pk).exists()


def test_another_places_version_cannot_be_compared_or_brought_back(everywhere, site, other_site):
    theirs = AssetFactory(site=other_site, name=LEAK)
    revision = theirs.save_revision()
    names = registered[type(theirs)].get_url_name
    compare = reverse(names("revisions_compare"), args=[theirs.pk, "earliest", "latest"])
    revert = reverse(names("revisions_revert"), args=[theirs.pk, revision.pk])
    assert everywhere.get(compare).status_code == 404
    assert everywhere.get(revert).status_code == 404
    assert everywhere.post(revert, {}).status_code == 404


def test_chooser_offers_this_place_and_not_the_other(model, everywhere, site, other_site):
    mine, theirs = _make(model, site, "Pellbridge own"), _make(model, other_site, LEAK)
    names = registered[model].chooser_viewset.get_url_name
    for view in ("choose", "choose_results"):
        body = everywhere.get(reverse(names(view))).content.decode()
        assert str(theirs) not in body
    assert str(mine) in everywhere.get(reverse(names("choose_results"))).content.decode()
    assert everywhere.get(reverse(names("chosen"), args=[theirs.pk])).status_code == 404
    many = everywhere.get(reverse(names("chosen_multiple")), {"id": [mine.pk, theirs.pk]})
    assert str(theirs) not in many.content.decode()


def test_bulk_actions_never_name_or_touch_the_other_place(model, everywhere, site, other_site):
    from wagtail.admin.views.bulk_action.registry import bulk_action_registry

    theirs = _make(model, other_site, LEAK)
    app, name = model._meta.app_label, model._meta.model_name
    for action in bulk_action_registry.get_bulk_actions_for_model(app, name):
        url = reverse("wagtail_bulk_action", args=[app, name, action.action_type])
        for ids in (theirs.pk, "all"):
            address = f"{url}?id={ids}&next=/admin/"
            for response in (everywhere.get(address), everywhere.post(address, {"reason": "because"})):
                assert LEAK not in response.content.decode()
                assert str(theirs) not in response.content.decode()
    kept = model.objects.get(pk=theirs.pk)
    assert getattr(kept, "status", None) == getattr(theirs, "status", None)


def test_somebody_without_a_role_cannot_open_the_admin(site, other_site, client):
    stranger = UserFactory()
    client.force_login(stranger)
    assert client.get(reverse("wagtailadmin_home")).status_code in (302, 403)
    for model in _models():
        assert client.get(reverse(registered[model].get_url_name("list"))).status_code in (302, 403)


def test_a_role_opens_the_admin_but_not_other_roles_screens(site, client):
    librarian = UserFactory()
    grant_role(librarian, site, Role.LIBRARIAN)
    client.force_login(librarian)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    listing = client.get(reverse(registered[RoleGrant].get_url_name("list")))
    assert listing.status_code == 302


def test_filters_offer_no_other_places_organisations(everywhere, site, other_site):
    OrganisationFactory(site=other_site, name=LEAK)
    OrganisationFactory(site=site, name="Pellbridge own")
    asset = apps.get_model("assets_register", "Asset")
    body = everywhere.get(reverse(registered[asset].get_url_name("list"))).content.decode()
    assert "Pellbridge own" in body
    assert LEAK not in body


def test_a_form_takes_no_other_places_organisation(everywhere, site, other_site):
    theirs = OrganisationFactory(site=other_site, name=LEAK)
    asset = apps.get_model("assets_register", "Asset")
    url = reverse(registered[asset].get_url_name("add"))
    page = everywhere.post(url, {"name": "New hall", "kind": "hall", "public_use": "yes", "owner": theirs.pk})
    assert page.status_code == 200
    assert LEAK not in page.content.decode()
    assert not asset.objects.filter(name="New hall").exists()


def test_a_new_row_belongs_to_the_place_in_force(everywhere, site, other_site):
    organisation = apps.get_model("partners", "Organisation")
    url = reverse(registered[organisation].get_url_name("add"))
    assert everywhere.post(url, {"name": "St Bride's", "kind": "faith"}).status_code == 302
    assert organisation.objects.get(name="St Bride's").site == site


def test_another_places_address_does_not_lend_its_rows(everywhere, site, other_site, settings):
    """Somebody with roles here, signed in at the other place's address, still makes rows here only."""
    organisation = apps.get_model("partners", "Organisation")
    url = reverse(registered[organisation].get_url_name("add"))
    made = everywhere.post(url, {"name": "St Bride's", "kind": "faith"}, headers={"host": "other.example"})
    assert made.status_code == 302
    assert organisation.objects.get(name="St Bride's").site == site


def test_superuser_sees_every_place(site, other_site, client):
    boss = UserFactory(is_superuser=True)
    AssetFactory(site=other_site, name=LEAK)
    client.force_login(boss)
    asset = apps.get_model("assets_register", "Asset")
    assert LEAK in client.get(reverse(registered[asset].get_url_name("list"))).content.decode()


def test_role_is_granted_by_email_and_lists_nobody(everywhere, site, other_site):
    UserFactory(email="hidden@otherham.example")
    names = registered[RoleGrant].get_url_name
    assert "hidden@otherham" not in everywhere.get(reverse(names("add"))).content.decode()
    made = everywhere.post(reverse(names("add")), {"email": "New@Pellbridge.example", "role": "moderator"})
    assert made.status_code == 302
    grant = RoleGrant.objects.get(user__email="new@pellbridge.example")
    assert (grant.site, grant.role) == (site, "moderator")
    again = everywhere.post(reverse(names("add")), {"email": "new@pellbridge.example", "role": "moderator"})
    assert "already" in again.content.decode()


def test_menu_names_each_screen_once(everywhere):
    from wagtail.admin.menu import admin_menu

    request = everywhere.get(reverse("wagtailadmin_home")).wsgi_request
    names = [item.name for item in admin_menu.menu_items_for_request(request)]
    assert len(names) == len(set(names))
    assert "register" in names
    assert "assets" not in names


def _fields_shown(model):
    """Return the fields of a model that its screens name: columns, filters, details and forms."""
    viewset = registered[model]
    filters = viewset.list_filter if isinstance(viewset.list_filter, list) else []
    names = {*viewset.list_display, *filters, *viewset.inspect_view_fields}
    panels = list(getattr(viewset, "panels", getattr(model, "panels", [])))
    for panel in panels:  # those inside others are added on the way
        panels += getattr(panel, "children", [])
        names.add(getattr(panel, "field_name", None))
    own = {field.name: field for field in model._meta.get_fields() if hasattr(field, "verbose_name")}
    return [own[name] for name in names if isinstance(name, str) and name in own]


def test_what_a_screen_calls_its_fields_can_be_translated(model):
    untold = {field.name for field in _fields_shown(model) if not isinstance(field.verbose_name, Promise)}
    assert untold == set(), "give these a verbose_name through gettext"


def test_what_somebody_said_is_looked_at_without_the_machines_own_fields(client, site):
    boss = UserFactory()
    grant_role(boss, site, Role.PLACE_ADMINISTRATOR)
    client.force_login(boss)
    said = say(make_conversation(site), "A bench would help.")
    page = client.get(f"/admin/snippets/conversations/contribution/inspect/{said.pk}/")
    labels = [field["label"] for field in page.context["fields"]]
    assert labels[:2] == ["Words", "Who said it"]
    assert not {"Uuid", "Client key", "State before", "ID", "Site"} & set(labels)


def test_roles_are_told_apart_by_address(client, site):
    boss = UserFactory(first_name="Ifan", email="ifan@one.example")
    grant_role(boss, site, Role.PLACE_ADMINISTRATOR)
    grant_role(UserFactory(first_name="Ifan", email="ifan@two.example"), site, Role.MODERATOR)
    client.force_login(boss)
    page = client.get("/admin/snippets/residents/rolegrant/").content.decode()
    assert "ifan@one.example" in page
    assert "ifan@two.example" in page
