"""Staff come upon no other place's pages in the admin."""

import pytest
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.factories.residents import UserFactory


@pytest.fixture
def administrator(site, other_site, client):
    user = UserFactory()
    grant_role(user, site, Role.PLACE_ADMINISTRATOR)
    client.force_login(user)
    return client


def test_chooser_offers_the_pages_of_ones_own_place(administrator, site, other_site):
    shown = administrator.get(reverse("wagtailadmin_choose_page"), {"page_type": "wagtailcore.page"})
    root = Page.objects.get(depth=1)
    all_homes = administrator.get(reverse("wagtailadmin_choose_page_child", args=[root.pk]))
    assert "Otherham" not in shown.json()["html"] + all_homes.json()["html"]
    assert "Pellbridge" in all_homes.json()["html"]
    own = administrator.get(reverse("wagtailadmin_choose_page_child", args=[site.root_page_id]))
    assert own.status_code == 200
    found = administrator.get(reverse("wagtailadmin_choose_page_search"), {"q": "Otherham"})
    assert "Otherham" not in found.content.decode().replace("“Otherham”", "").replace('"Otherham"', "")


def test_another_places_page_is_not_found_whatever_the_screen(administrator, site, other_site):
    here, there = site.root_page_id, other_site.root_page_id
    for name, args in [
        ("wagtailadmin_choose_page_child", [there]),
        ("wagtailadmin_pages:move_confirm", [there, here]),
        ("wagtailadmin_pages:move_confirm", [here, there]),
        ("wagtailadmin_pages:edit", [there]),
        ("wagtailadmin_explore", [there]),
    ]:
        assert administrator.get(reverse(name, args=args)).status_code == 404, name


def test_superuser_comes_upon_every_page(client, site, other_site):
    client.force_login(UserFactory(is_superuser=True))
    shown = client.get(reverse("wagtailadmin_choose_page_child", args=[other_site.root_page_id]))
    assert shown.status_code == 200


@pytest.mark.parametrize("kind", ["documents", "images"])
def test_admins_api_lists_only_files_of_ones_own_places(administrator, client, kind, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    theirs = Collection.get_first_root_node().add_child(name="Otherham")
    if kind == "documents":
        made = get_document_model().objects.create(title="Secret minutes", collection=theirs, file="m.txt")
    else:
        made = get_image_model().objects.create(
            title="Secret picture", collection=theirs, file="m.png", width=1, height=1
        )
    listing = reverse(f"wagtailadmin_api:{kind}:listing")
    assert administrator.get(listing).json()["items"] == []
    assert administrator.get(f"{listing}{made.pk}/").status_code == 404
    client.force_login(UserFactory(is_superuser=True))
    assert [item["id"] for item in client.get(f"{listing}?fields=_,id").json()["items"]] == [made.pk]


@pytest.mark.parametrize("address", ["", "results/"])
def test_report_of_translations_lists_only_ones_own_places(administrator, client, site, other_site, address):
    welsh, _made = Locale.objects.get_or_create(language_code="cy")
    for place in (site, other_site):
        source, _made = TranslationSource.update_or_create_from_instance(place.root_page.specific)
        Translation.objects.create(source=source, target_locale=welsh)
    report = f"/admin/localize/reports/translations/{address}"
    own = administrator.get(report).content.decode()
    assert "Pellbridge" in own
    assert "Otherham" not in own
    client.force_login(UserFactory(is_superuser=True))
    assert "Otherham" in client.get(report).content.decode()
