"""No form of a page takes what belongs to another place, in whatever way it is named."""

import html
import json

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection, Locale, Page
from wagtail.test.utils.form_data import (
    nested_form_data,
    querydict_from_html,
    rich_text,
    streamfield,
)
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation, TranslationSource

from assets_register.pages import SpacesIndexPage
from civic.pages.blocks.text import RICH_TEXT
from civic.pages.models import BasePage, ContentPage, HomePage
from civic.pages.page_form import OwnChoicesForm
from civic.places.pictures import collection_of
from civic.record.pages import WhatChangedPage
from civic.residents.enums import Role
from civic.residents.services import grant_role
from engagement.conversations.pages import ConversationPage, ConversationsIndexPage, place_conversation
from engagement.projects.pages import ProjectsIndexPage
from tests.factories.conversations import make_conversation
from tests.factories.residents import UserFactory
from tests.places.test_pictures import image

SECTIONS = (SpacesIndexPage, ProjectsIndexPage, ConversationsIndexPage, WhatChangedPage)
OURS = (HomePage, ContentPage, ConversationPage, *SECTIONS)
WITH_BLOCKS = (HomePage, ContentPage)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def administrator(site, other_site, client):
    user = UserFactory()
    grant_role(user, site, Role.PLACE_ADMINISTRATOR)
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def theirs(other_site):
    """What must not be taken, by what it is."""
    folder = collection_of(other_site)
    file = SimpleUploadedFile("secret-minutes.txt", b"what was said")
    return {
        "image": image("Secret picture", folder),
        "page": other_site.root_page.add_child(instance=ContentPage(title="Secret plan", slug="secret-plan")),
        "document": get_document_model().objects.create(title="Secret minutes", file=file, collection=folder),
        "conversation": make_conversation(other_site, question="Secret question?"),
    }


@pytest.fixture
def ours(site):
    folder = collection_of(site)
    return {
        "image": image("Our picture", folder),
        "page": site.root_page.add_child(instance=ContentPage(title="Our hall", slug="hall")),
        "conversation": make_conversation(site, question="Our question?"),
    }


def page_of(model, site, conversation=None):
    if model is HomePage:
        return site.root_page.specific
    parent = site.root_page
    facts = {"title": "A page", "slug": "a-page"}
    if model is ConversationPage:
        parent = parent.add_child(instance=ConversationsIndexPage(title="Talk", slug="talk"))
        facts["conversation"] = conversation or make_conversation(site)
    return parent.add_child(instance=model(**facts))


def block(kind, rows):
    """Return one block that names a row, in each of the ways there are."""
    if kind == "picture":
        return "picture", {"image": rows["image"].pk, "alt_text": "A hall", "caption": ""}
    if kind == "button":
        text = rich_text("<p>Come in.</p>", features=RICH_TEXT)
        return "callout", {"title": "Look", "text": text, "link": rows["page"].pk, "button": "Go"}
    link = {"page link": "page", "document link": "document", "link in a callout": "page"}[kind]
    typed = {"page": "page", "document": "document"}[link]
    html = f'<p>See <a linktype="{typed}" id="{rows[link].pk}">this</a>.</p>'
    text = rich_text(html, features=RICH_TEXT)
    if kind == "link in a callout":
        return "callout", {"title": "Look", "text": text, "link": "", "button": ""}
    return "paragraph", text


KINDS = ("picture", "button", "page link", "document link", "link in a callout")


def edit(client, page, blocks=(), **fields):
    """Send a page's own form with something changed, and return the answer."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(address, form_of(client, address, page, blocks, **fields))


def form_of(client, address, page, blocks=(), **fields):
    sent = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form").dict()
    if hasattr(page, "body"):
        sent |= nested_form_data({"body": streamfield(list(blocks))})
    return sent | fields


def latest(page):
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def names(answer):
    told = answer.content.decode().lower()
    return [
        word for word in ("secret picture", "secret plan", "secret-", "secret q", "secret m") if word in told
    ]


def test_every_page_of_ours_has_this_form():
    pages = {model for model in apps.get_models() if issubclass(model, BasePage)}
    assert pages == set(OURS)
    for model in pages:
        assert issubclass(model.get_edit_handler().get_form_class(), OwnChoicesForm), model


@pytest.mark.parametrize("model", OURS)
def test_no_page_takes_another_places_picture_for_links(administrator, site, theirs, ours, model):
    page = page_of(model, site)
    answer = edit(administrator, page, social_image=theirs["image"].pk)
    assert (answer.status_code, names(answer)) == (200, [])
    assert "Select a valid choice" in answer.content.decode()
    assert edit(administrator, page, social_image=ours["image"].pk).status_code == 302
    assert latest(page).social_image == ours["image"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("model", WITH_BLOCKS)
def test_no_block_takes_what_is_another_places(administrator, site, theirs, model, kind):
    page = page_of(model, site)
    answer = edit(administrator, page, [block(kind, theirs)])
    assert (answer.status_code, names(answer)) == (404, [])
    with_an_error = edit(administrator, page, [block(kind, theirs)], title="")
    assert (with_an_error.status_code, names(with_an_error)) == (404, [])
    assert page.get_latest_revision() is None


@pytest.mark.parametrize("kind", ["picture", "button", "page link", "link in a callout"])
@pytest.mark.parametrize("model", WITH_BLOCKS)
def test_blocks_take_what_is_the_places_own(administrator, site, ours, model, kind):
    page = page_of(model, site)
    assert edit(administrator, page, [block(kind, ours)]).status_code == 302
    assert len(latest(page).body) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_new_page_takes_nothing_of_another_place(administrator, site, theirs, kind):
    address = reverse("wagtailadmin_pages:add", args=["pages", "contentpage", site.root_page_id])
    sent = form_of(administrator, address, ContentPage(), [block(kind, theirs)], title="New", slug="new")
    assert administrator.post(address, sent).status_code == 404
    sent = form_of(administrator, address, ContentPage(), title="New", slug="new")
    refused = administrator.post(address, sent | {"social_image": theirs["image"].pk})
    assert (refused.status_code, names(refused)) == (200, [])
    assert ContentPage.objects.child_of(site.root_page).count() == 0
    assert administrator.post(address, sent).status_code == 302


@pytest.mark.parametrize("kind", KINDS)
def test_preview_shows_nothing_of_another_place(administrator, site, theirs, kind):
    page = page_of(ContentPage, site)
    edit_at = reverse("wagtailadmin_pages:edit", args=[page.pk])
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert (
        administrator.post(preview, form_of(administrator, edit_at, page, [block(kind, theirs)])).status_code
        == 404
    )
    sent = form_of(administrator, edit_at, page, social_image=theirs["image"].pk)
    assert administrator.post(preview, sent).json()["is_valid"] is False
    assert "secret" not in administrator.get(preview).content.decode().lower()


def test_conversation_page_takes_no_conversation_of_another_place(administrator, site, theirs, ours):
    page = page_of(ConversationPage, site)
    answer = edit(administrator, page, conversation=theirs["conversation"].pk)
    assert (answer.status_code, names(answer)) == (200, [])
    assert edit(administrator, page, conversation=ours["conversation"].pk).status_code == 302


def test_what_stands_there_already_may_stay(administrator, site):
    """A superuser put up a picture that is nobody's; the place's administrator mends the title."""
    nobodys = image("Of nobody", Collection.get_first_root_node())
    page = page_of(ContentPage, site)
    page.social_image = nobodys
    page.body = [("picture", {"image": nobodys, "alt_text": "A hall"})]
    page.save_revision()
    kept = [block("picture", {"image": nobodys})]
    assert edit(administrator, page, kept, title="Mended", social_image=nobodys.pk).status_code == 302
    assert latest(page).title == "Mended"
    other = image("Of nobody too", Collection.get_first_root_node())
    assert edit(administrator, page, [block("picture", {"image": other})]).status_code == 404


def test_administrator_of_both_is_told_and_loses_nothing(administrator, site, other_site, theirs):
    grant_role(administrator.user, other_site, Role.PLACE_ADMINISTRATOR)
    page = page_of(ContentPage, site)
    answer = edit(administrator, page, [block("picture", theirs)], title="Typed anew")
    assert answer.status_code == 200
    told = answer.content.decode()
    assert "lies in another place, and would not be shown" in told
    assert "Typed anew" in told
    assert edit(administrator, page, [block("page link", theirs)]).status_code == 302


def test_superuser_may_put_up_what_is_nobodys(client, site):
    client.force_login(UserFactory(is_superuser=True))
    page = page_of(ContentPage, site)
    nobodys = image("Of nobody", Collection.get_first_root_node())
    assert (
        edit(client, page, [block("picture", {"image": nobodys})], social_image=nobodys.pk).status_code == 302
    )


def test_what_is_gone_since_does_not_lose_the_page(administrator, site, ours):
    page = page_of(ContentPage, site)
    sent = [block("page link", ours)]
    Page.objects.get(pk=ours["page"].pk).delete()
    assert edit(administrator, page, sent).status_code == 302


def test_blocks_that_are_not_sent_stay(administrator, site):
    page = page_of(ContentPage, site)
    page.body = [("quote", {"words": "It was the ticket hall.", "name": "", "how": ""})]
    page.save_revision()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    sent = querydict_from_html(administrator.get(address).content.decode(), form_id="page-edit-form").dict()
    assert administrator.post(address, sent | {"title": "Mended"}).status_code == 302
    kept = latest(page)
    assert (kept.title, kept.body[0].value["words"]) == ("Mended", "It was the ticket hall.")
    assert administrator.post(address, sent | {"title": ""}).status_code == 200


# ---- translations --------------------------------------------------------------------------------
@pytest.fixture
def translated(site, ours):
    """A page with one of everything that a translator may put another in the place of."""
    page = page_of(ConversationPage, site, ours["conversation"])
    page.social_image = ours["image"]
    page.save_revision().publish()
    content = page_of(ContentPage, site)
    content.body = [
        ("picture", {"image": ours["image"], "alt_text": "A hall", "caption": "Ours"}),
        ("callout", {"title": "Look", "text": "<p>Come in.</p>", "link": ours["page"], "button": "Go"}),
        ("paragraph", f'<p>See <a linktype="page" id="{ours["page"].pk}">this</a>.</p>'),
    ]
    content.save_revision().publish()
    welsh, _made = Locale.objects.get_or_create(language_code="cy")
    made = {}
    for one in (page, content):
        source, _made = TranslationSource.update_or_create_from_instance(one)
        made[type(one)] = Translation.objects.create(source=source, target_locale=welsh)
        made[type(one)].save_target()
    return made


@pytest.mark.parametrize(
    ("model", "path", "kind"),
    [
        (ConversationPage, "social_image", "image"),
        (ConversationPage, "conversation", "conversation"),
        (ContentPage, "image", "image"),
        (ContentPage, "link", "page"),
    ],
)
def test_translator_puts_nothing_of_another_place_there(
    administrator, translated, ours, theirs, model, path, kind
):
    translation = translated[model]
    segment = translation.source.overridablesegment_set.get(context__path__endswith=path)
    address = reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])

    def put(value):
        sent = f"value={value}"
        return administrator.put(address, sent, content_type="application/x-www-form-urlencoded").status_code

    assert [put(theirs[kind].pk), put("x"), put(ours[kind].pk)] == [404, 404, 201]
    assert json.loads(SegmentOverride.objects.get().data_json) == str(ours[kind].pk)
    assert administrator.delete(address).status_code == 200


def test_translated_words_bring_no_links_of_their_own(administrator, translated, theirs):
    translation = translated[ContentPage]
    segment = translation.source.stringsegment_set.get(string__data__contains="<a")
    address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    link = f'Gweler <a linktype="page" id="{theirs["page"].pk}">hyn</a>'
    administrator.put(address, f"value={link}", content_type="application/x-www-form-urlencoded")
    assert StringTranslation.objects.count() == 1
    translation.save_target(publish=True)
    page = translation.get_target_instance()
    assert f'id="{theirs["page"].pk}"' not in json.dumps(page.body.get_prep_value())


# ---- what stays in its place -----------------------------------------------------------------
@pytest.fixture
def talk(site, other_site, administrator):
    """A section with a conversation in it, and somebody who runs the other place too."""
    grant_role(administrator.user, other_site, Role.PLACE_ADMINISTRATOR)
    section = site.root_page.add_child(instance=ConversationsIndexPage(title="Have your say", slug="say"))
    return place_conversation(make_conversation(site, question="Trams?"), section)


def copy(administrator, page, parent, **choices):
    form = {"new_title": page.title, "new_slug": "a-copy", "new_parent_page": parent.pk, **choices}
    return administrator.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form)


@pytest.mark.parametrize("choices", [{}, {"publish_copies": "on"}, {"alias": "on"}])
def test_conversation_is_not_copied_into_another_place(administrator, talk, other_site, choices):
    section, there = talk.get_parent().specific, other_site.root_page
    answer = copy(administrator, section, there, copy_subpages="on", **choices)
    assert answer.status_code == 200
    shown = html.unescape(answer.content.decode())
    assert "“Trams?” shows what is said in its own place, and nobody could open it in another." in shown
    assert 'value="a-copy"' in shown, "nothing typed is lost"
    assert ConversationPage.objects.get() == talk
    assert copy(administrator, section, there, **choices).status_code == 302  # the section alone
    theirs = ConversationsIndexPage.objects.child_of(there).get()
    assert copy(administrator, talk, theirs, **choices).status_code == 200
    assert ConversationPage.objects.get() == talk


def test_conversation_is_copied_within_its_place(administrator, talk):
    assert copy(administrator, talk, talk.get_parent()).status_code == 302
    assert ConversationPage.objects.filter(conversation=talk.conversation).count() == 2


def test_conversation_is_not_moved_into_another_place(administrator, talk, site, other_site):
    section = talk.get_parent().specific
    move = reverse("wagtailadmin_pages:move_confirm", args=[section.pk, other_site.root_page.pk])
    administrator.post(move)
    assert section.get_parent().pk == site.root_page.pk
    talk.delete()
    section.refresh_from_db()
    administrator.post(move)
    section.refresh_from_db()
    assert section.get_parent().pk == other_site.root_page.pk, "an empty section may go"
