"""Each place keeps its pictures to itself."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection
from wagtail.test.utils.form_data import querydict_from_html

from assets_register.models import AccessGuide, Asset
from civic.places.models import PlaceCollection
from civic.places.pictures import collection_of, give_every_place_a_collection
from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.projects.models import Project
from tests.factories.assets import AccessGuideFactory, AssetFactory
from tests.factories.projects import ProjectFactory
from tests.factories.residents import UserFactory

Image, Document = get_image_model(), get_document_model()
KEEPERS = [Role.FACILITATOR, Role.STEWARD, Role.LIBRARIAN, Role.ASSET_MANAGER]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload():
    kept = BytesIO()
    Picture.new("RGB", (20, 10), "#ad3f1b").save(kept, "PNG")
    return SimpleUploadedFile("a.png", kept.getvalue(), content_type="image/png")


def image(title, collection, by=None):
    return Image.objects.create(title=title, file=upload(), collection=collection, uploaded_by_user=by)


def somebody(site, *roles):
    user = UserFactory()
    for role in roles:
        grant_role(user, site, role)
    return user


@pytest.fixture
def images(site, other_site):
    return {
        "here": image("Seen here", collection_of(site)),
        "there": image("Kept there", collection_of(other_site)),
        "root": image("Of nobody", Collection.get_first_root_node()),
    }


def test_every_place_has_a_collection_of_its_own_from_the_start(site, other_site):
    kept = PlaceCollection.objects.values_list("site__hostname", "collection__name")
    assert sorted(kept) == [("other.example", "Otherham"), ("testserver", "Pellbridge")]
    PlaceCollection.objects.all().delete()
    give_every_place_a_collection()
    assert PlaceCollection.objects.count() == 2
    assert collection_of(site) == collection_of(site)


@pytest.mark.parametrize("role", [*KEEPERS, Role.PLACE_ADMINISTRATOR])
def test_staff_are_offered_the_pictures_of_their_place_alone(client, site, images, role):
    client.force_login(somebody(site, role))
    for path in ("/admin/images/chooser/", "/admin/images/chooser/results/"):
        page = client.get(path).content.decode()
        assert [title for title in ("Seen here", "Kept there", "Of nobody") if title in page] == ["Seen here"]
    for where, status in (("here", 200), ("there", 302), ("root", 302)):
        chosen = reverse("wagtailimages_chooser:chosen", args=[images[where].pk])
        assert client.get(chosen).status_code == status, where


def test_a_picture_put_in_goes_to_their_place_whatever_is_asked(client, site, other_site, images):
    client.force_login(somebody(site, Role.STEWARD))
    for collection in ("", Collection.get_first_root_node().pk, collection_of(other_site).pk):
        answer = client.post(
            "/admin/images/add/", {"title": "New", "file": upload(), "collection": collection, "tags": ""}
        )
        assert answer.status_code == 302
    put_in = Image.objects.filter(title="New").values_list("collection__name", flat=True)
    assert list(put_in) == ["Pellbridge"] * 3


def test_somebody_changes_their_own_and_an_administrator_everybodys(client, site, other_site, images):
    steward, boss = somebody(site, Role.STEWARD), somebody(site, Role.PLACE_ADMINISTRATOR)
    own = image("Mine", collection_of(site), by=steward)
    left_behind = image("Mine, there", collection_of(other_site), by=steward)
    may = {steward: {own}, boss: {own, images["here"]}}
    for user, theirs in may.items():
        client.force_login(user)
        for row in (own, left_behind, *images.values()):
            expected = 200 if row in theirs else 302
            assert client.get(f"/admin/images/{row.pk}/").status_code == expected, (user, row.title)
            if row not in theirs:
                client.post(f"/admin/images/{row.pk}/delete/")
                client.post(f"/admin/images/{row.pk}/", {"title": "Taken", "tags": ""})
    assert Image.objects.count() == 5
    assert not Image.objects.filter(title="Taken").exists()
    client.post(f"/admin/images/{images['here'].pk}/delete/")
    assert not Image.objects.filter(pk=images["here"].pk).exists()


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.BOARD_MEMBER])
def test_who_puts_up_no_pictures_has_none(client, site, images, role):
    client.force_login(somebody(site, role))
    for path in ("/admin/images/", "/admin/images/add/", f"/admin/images/{images['here'].pk}/"):
        assert client.get(path).status_code == 302
    client.post("/admin/images/add/", {"title": "New", "file": upload(), "tags": ""})
    assert Image.objects.count() == 3


def test_bulk_actions_leave_other_places_pictures(client, site, images):
    client.force_login(somebody(site, Role.PLACE_ADMINISTRATOR))
    ids = "&".join(f"id={row.pk}" for row in images.values())
    for action in ("delete", "add_tags", "add_to_collection"):
        page = client.get(f"/admin/bulk/wagtailimages/image/{action}/?{ids}").content.decode()
        named = [title for title in ("Seen here", "Kept there", "Of nobody") if title in page]
        assert named == ["Seen here"], action
    client.post(f"/admin/bulk/wagtailimages/image/delete/?{ids}")
    assert not Image.objects.filter(title="Seen here").exists()
    assert Image.objects.filter(title__in=["Kept there", "Of nobody"]).count() == 2


def test_superuser_has_all(client, site, images):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    page = client.get("/admin/images/").content.decode()
    assert [t for t in ("Seen here", "Kept there", "Of nobody") if t not in page] == []


def document(title, collection):
    kept = SimpleUploadedFile("minutes.txt", b"what was said")
    return Document.objects.create(title=title, file=kept, collection=collection)


def test_a_document_answers_in_its_own_place_alone(client, site, other_site):
    of_theirs = collection_of(other_site).add_child(name="Minutes")
    rows = {
        "here": document("Ours", collection_of(site)),
        "there": document("Theirs", collection_of(other_site)),
        "below": document("Theirs, in a folder", of_theirs),
        "root": document("Of nobody", Collection.get_first_root_node()),
    }

    def seen(host):
        return [
            name
            for name, row in rows.items()
            if client.get(row.url, headers={"host": host}).status_code == 200
        ]

    assert seen("testserver") == ["here", "root"]
    assert seen("other.example") == ["there", "below", "root"]
    client.force_login(somebody(site, Role.PLACE_ADMINISTRATOR))
    assert seen("testserver") == ["here", "root"]
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    assert seen("testserver") == [*rows]


def test_a_picture_and_its_sizes_answer_in_their_own_place_alone(client, site, other_site, images):
    urls = {
        name: url
        for where, row in images.items()
        for name, url in ((where, row.file.url), (f"{where} small", row.get_rendition("width-5").url))
    }

    def seen(host):
        return [
            name for name, url in urls.items() if client.get(url, headers={"host": host}).status_code == 200
        ]

    for _again in range(2):  # and when the place of each is remembered
        assert seen("testserver") == ["here", "here small", "root", "root small"]
        assert seen("other.example") == ["there", "there small", "root", "root small"]
    assert client.get(urls["here"]).headers["Cache-Control"] == "public, max-age=86400"
    client.force_login(somebody(other_site, Role.STEWARD))
    assert seen("testserver") == [*urls]
    assert client.get(urls["there"]).headers["Cache-Control"] == "private, no-store"


RECORDS = [
    (Asset, "picture", lambda site: AssetFactory(site=site)),
    (Project, "picture", lambda site: ProjectFactory(site=site)),
    (AccessGuide, "photos-0-picture", lambda site: AccessGuideFactory(asset=AssetFactory(site=site))),
]


@pytest.mark.parametrize(("model", "field", "make"), RECORDS)
def test_no_form_of_a_record_takes_another_places_picture(client, site, images, model, field, make):
    client.force_login(somebody(site, Role.PLACE_ADMINISTRATOR))
    row = make(site)
    address = reverse(f"wagtailsnippets_{model._meta.label_lower.replace('.', '_')}:edit", args=[row.pk])

    def send(picture):
        sent = querydict_from_html(client.get(address).content.decode(), form_index=1).dict()
        if field.startswith("photos"):
            sent |= {"photos-TOTAL_FORMS": 1, "photos-0-words": "A door", "photos-0-position": 1}
        return client.post(address, sent | {field: picture.pk, "picture_alt": "A hall"})

    for where in ("there", "root"):
        answer = send(images[where])
        assert answer.status_code == 200
        told = answer.content.decode()
        assert ("Select a valid choice" in told, images[where].title in told) == (True, False), where
    assert send(images["here"]).status_code == 302
    holder = row.photos.get() if field.startswith("photos") else model.objects.get(pk=row.pk)
    assert getattr(holder, field.rpartition("-")[2]) == images["here"]


def test_a_superusers_choice_may_stay_on_a_record(client, site, images):
    client.force_login(somebody(site, Role.PLACE_ADMINISTRATOR))
    row = ProjectFactory(site=site, picture=images["root"], picture_alt="A hall")
    address = reverse("wagtailsnippets_projects_project:edit", args=[row.pk])
    sent = querydict_from_html(client.get(address).content.decode(), form_index=1).dict()
    assert sent["picture"] == str(images["root"].pk)
    assert client.post(address, sent | {"title": "Mended"}).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.picture) == ("Mended", images["root"])
