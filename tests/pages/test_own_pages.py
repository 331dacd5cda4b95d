"""Place administrators look after their place's pages, and nobody else's; others have none."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.permissions import policy_registry
from wagtail_localize.models import Translation, TranslationSource

from civic.pages.models import ContentPage
from civic.pages.policies import PlacePagePolicy
from civic.record.pages import WhatChangedPage
from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.factories.residents import UserFactory


def somebody(client, *grants):
    user = UserFactory()
    for site, role in grants:
        grant_role(user, site, role)
    client.force_login(user)
    return user


@pytest.fixture
def ours(site):
    return site.root_page.add_child(instance=ContentPage(title="Our hall", slug="hall"))


@pytest.fixture
def theirs(other_site):
    return other_site.root_page.add_child(instance=ContentPage(title="Secret plan", slug="plan"))


@pytest.fixture
def administrator(site, other_site, client):
    """Somebody who runs Pellbridge, and is a librarian in the other place."""
    user = somebody(client, (site, Role.PLACE_ADMINISTRATOR), (other_site, Role.LIBRARIAN))
    client.user = user
    return client


def into_welsh(page):
    welsh, _made = Locale.objects.get_or_create(language_code="cy")
    source, _made = TranslationSource.update_or_create_from_instance(page)
    return Translation.objects.create(source=source, target_locale=welsh)


@pytest.mark.parametrize("role", [*Role.values, None])
def test_only_administrators_have_pages(client, site, ours, role):
    somebody(client, *([(site, role)] if role else []))
    may = role == Role.PLACE_ADMINISTRATOR
    for name in ("edit", "history", "copy", "view_draft", "set_privacy", "delete"):
        answer = client.get(reverse(f"wagtailadmin_pages:{name}", args=[ours.pk]))
        assert (answer.status_code == 200) is may, name
    assert (client.get(reverse("wagtailadmin_explore", args=[site.root_page_id])).status_code == 200) is may
    submit = reverse("wagtail_localize:submit_page_translation", args=[ours.pk])
    assert (client.get(submit).status_code == 200) is may
    assert ("PageExplorerMenuItem" in client.get("/admin/").content.decode()) is may


def test_nothing_is_done_to_a_page_of_a_place_one_does_not_run(administrator, ours, theirs, other_site):
    """Librarians may see that it is there, as in choosers; and no more."""
    for name in ("edit", "unpublish", "delete", "copy", "set_privacy", "move", "add_subpage", "view_draft"):
        address = reverse(f"wagtailadmin_pages:{name}", args=[theirs.pk])
        assert administrator.get(address).status_code == 302, name
        assert administrator.post(address, {"new_parent_page": ours.pk}).status_code == 302, name
    elsewhere = {"new_title": "Hall", "new_slug": "hall", "new_parent_page": theirs.pk, "alias": "on"}
    copy = reverse("wagtailadmin_pages:copy", args=[ours.pk])
    assert administrator.post(copy, elsewhere).status_code == 200
    move = reverse("wagtailadmin_pages:move_confirm", args=[ours.pk, theirs.pk])
    administrator.post(move)
    administrator.post(f"/admin/bulk/wagtailcore/page/move/?id={ours.pk}", {"chooser": theirs.pk})
    theirs.refresh_from_db()
    assert (theirs.live, theirs.numchild, PageViewRestriction.objects.count()) == (True, 0, 0)
    assert ContentPage.objects.count() == 2


@pytest.mark.parametrize("name", ["copy", "move"])
def test_form_names_no_page_of_a_place_one_has_no_work_in(client, site, ours, theirs, name):
    somebody(client, (site, Role.PLACE_ADMINISTRATOR))
    sent = {"new_title": "Hall", "new_slug": "hall-2", "new_parent_page": theirs.pk}
    assert client.post(reverse(f"wagtailadmin_pages:{name}", args=[ours.pk]), sent).status_code == 404
    choose = reverse("wagtailadmin_pages:choose_parent", args=["pages", "contentpage"])
    assert client.post(choose, {"parent_page": theirs.pk}).status_code == 404
    nowhere = sent | {"new_parent_page": 10**6}
    assert client.post(reverse(f"wagtailadmin_pages:{name}", args=[ours.pk]), nowhere).status_code == 404
    assert ContentPage.objects.count() == 2


@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
def test_bulk_actions_do_not_name_another_places_pages(client, site, ours, theirs, action):
    somebody(client, (site, Role.PLACE_ADMINISTRATOR))
    at = f"/admin/bulk/wagtailcore/page/{action}/"
    assert client.get(at, {"id": theirs.pk}).status_code == 404
    both = client.get(at, {"id": [ours.pk, theirs.pk]}).content.decode()
    assert ("Our hall" in both, "Secret plan" in both) == (True, False)
    client.post(f"{at}?id={theirs.pk}")
    theirs.refresh_from_db()
    assert theirs.live


@pytest.mark.parametrize("action", ["delete", "unpublish", "move"])
def test_home_page_stays(administrator, site, ours, action):
    home = site.root_page
    ours.delete()
    cy = home.copy_for_translation(Locale.objects.get_or_create(language_code="cy")[0])
    cy.save_revision().publish()
    for page in (home, cy):
        one = reverse(f"wagtailadmin_pages:{action}", args=[page.pk])
        administrator.post(one)
        administrator.post(f"/admin/bulk/wagtailcore/page/{action}/?id={page.pk}", {"chooser": home.pk})
        kept = Page.objects.get(pk=page.pk)
        assert (kept.live, kept.path) == (True, page.path)
        assert f'href="{one}' not in administrator.get(f"/admin/pages/{page.pk}/edit/").content.decode()


def test_administrator_of_two_places_explores_both_and_none_besides(administrator, site, other_site, theirs):
    shown = administrator.get("/admin/pages/", follow=True).content.decode()
    assert "Pellbridge" in shown
    assert "Otherham" not in shown.split("<main")[1]
    grant_role(administrator.user, other_site, Role.PLACE_ADMINISTRATOR)
    both = administrator.get("/admin/pages/").content.decode()
    assert ("Pellbridge" in both, "Otherham" in both) == (True, True)
    assert administrator.get(reverse("wagtailadmin_pages:edit", args=[theirs.pk])).status_code == 200


def test_welsh_pages_are_the_places_own(administrator, site, ours):
    welsh, _made = Locale.objects.get_or_create(language_code="cy")
    copy = ours.copy_for_translation(welsh, copy_parents=True)
    assert administrator.get(reverse("wagtailadmin_pages:edit", args=[copy.pk])).status_code == 200
    assert administrator.get(reverse("wagtailadmin_explore", args=[copy.get_parent().pk])).status_code == 200


def test_listings_offer_nobody_and_nothing_of_another_place(client, site, ours, theirs):
    theirs.owner = UserFactory(email="hidden@otherham.example")
    theirs.save()
    somebody(client, (site, Role.PLACE_ADMINISTRATOR))
    for address in (
        reverse("wagtailadmin_explore", args=[site.root_page_id]),
        reverse("wagtailadmin_pages:type_use", args=["pages", "contentpage"]),
        reverse("wagtailadmin_pages:search"),
        "/admin/api/main/pages/",
        "/admin/reports/aging-pages/",
        "/admin/reports/site-history/",
        "/admin/",
    ):
        shown = client.get(address)
        assert shown.status_code == 200, address
        told = shown.content.decode()
        assert not [word for word in ("Secret plan", "Otherham", "hidden@") if word in told], address
    assert client.get("/admin/reports/page-types-usage/").status_code == 404
    assert client.get("/admin/forms/").status_code == 404
    assert "page-types-usage" not in client.get("/admin/").content.decode()


def test_dashboard_counts_the_pages_of_ones_own_places(client, site, ours, theirs):
    site.root_page.copy_for_translation(Locale.objects.get_or_create(language_code="cy")[0])
    somebody(client, (site, Role.PLACE_ADMINISTRATOR))
    assert "3 Pages <span" in client.get("/admin/").content.decode()


def test_privacy_offers_no_groups(administrator, ours):
    Group.objects.create(name="Secret circle")
    form = administrator.get(reverse("wagtailadmin_pages:set_privacy", args=[ours.pk])).json()["html"]
    assert "Secret circle" not in form
    assert 'value="groups"' not in form
    sent = {"restriction_type": "login", "password": ""}
    administrator.post(reverse("wagtailadmin_pages:set_privacy", args=[ours.pk]), sent)
    assert list(PageViewRestriction.objects.values_list("page", "restriction_type")) == [(ours.pk, "login")]


def test_translations_of_another_places_pages_are_not_there(administrator, ours, theirs):
    """A librarian there is not who translates there, though wagtail-localize asks only "at all"."""
    own, other = into_welsh(ours), into_welsh(theirs)
    own.save_target()
    other.save_target()
    for translation, answer in ((own, 200), (other, 404)):
        page = ContentPage.objects.get(
            translation_key=translation.source.object_id, locale__language_code="en"
        )
        for name, args in [
            ("submit_page_translation", [page.pk]),
            ("update_translations", [translation.source_id]),
            ("download_pofile", [translation.pk]),
            ("preview_translation", [translation.pk]),
        ]:
            address = reverse(f"wagtail_localize:{name}", args=args)
            assert administrator.get(address).status_code == answer, address
    segment = other.source.stringsegment_set.first()
    for name, args in [
        ("edit_string_translation", [other.pk, segment.pk]),
        ("upload_pofile", [other.pk]),
        ("machine_translate", [other.pk]),
        ("stop_translation", [other.pk]),
        ("convert_to_alias", [theirs.pk]),
        ("snippets_api_listing", ["partners", "organisation"]),
        ("submit_snippet_translation", ["partners", "organisation", 1]),
        ("update_translations", [10**6]),
    ]:
        assert administrator.post(reverse(f"wagtail_localize:{name}", args=args)).status_code == 404, name
    assert Translation.objects.filter(enabled=True).count() == 2


def test_section_stands_once_in_a_place(administrator, site):
    add = reverse("wagtailadmin_pages:add_subpage", args=[site.root_page_id])
    section = reverse("wagtailadmin_pages:add", args=["record", "whatchangedpage", site.root_page_id])
    assert section in administrator.get(add).content.decode()
    site.root_page.add_child(instance=WhatChangedPage(title="What changed", slug="what-changed"))
    offered = administrator.get(add, follow=True).content.decode()
    assert section not in offered
    assert "homepage" not in offered.split("<main")[1].lower()


def test_policy_names_who_may(site, other_site, ours):
    boss, theirs, librarian = UserFactory(), UserFactory(), UserFactory()
    root = UserFactory(is_superuser=True)
    grant_role(boss, site, Role.PLACE_ADMINISTRATOR)
    grant_role(theirs, other_site, Role.PLACE_ADMINISTRATOR)
    grant_role(librarian, site, Role.LIBRARIAN)
    policy = policy_registry.get_by_type(ContentPage)
    assert type(policy) is PlacePagePolicy
    assert set(policy.users_with_permission("change")) == {boss, theirs, root}
    assert set(policy.users_with_permission_for_instance("publish", ours)) == {boss, root}
    assert set(policy.users_with_permission("publish", include_superusers=False)) == {boss, theirs}
    assert set(policy.users_with_permission("bulk_delete")) == {root}
