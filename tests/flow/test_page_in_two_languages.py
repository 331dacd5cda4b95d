"""Somebody who runs a place writes a page, publishes it, translates it and publishes that; by requests."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from civic.pages.models import ContentPage
from civic.residents.models import User

WORDS = {
    "Opening in the evening": "Agor gyda'r nos",
    "Which rooms stay open late.": "Pa ystafelloedd sy'n aros ar agor yn hwyr.",
    "opening-in-the-evening": "agor-gydar-nos",
}


def written(title: str, lead: str, slug: str) -> dict[str, str]:
    """Return what the editor sends for a content page without blocks."""
    return {
        "title": title,
        "lead": lead,
        "slug": slug,
        "show_title": "on",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }


@pytest.fixture
def administrator(db, client):
    """Whoever ``make_place`` put in charge, signed in."""
    call_command("make_place", "testserver", "Pellbridge", administrator="pell@pellbridge.example")
    client.force_login(User.objects.get(email="pell@pellbridge.example"))
    return client


def translate(client, translation: Translation) -> None:
    """Type each line's Welsh, as the translation editor's script sends it."""
    for segment in translation.source.stringsegment_set.select_related("string"):
        sent = client.put(
            reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]),
            f"value={WORDS.get(segment.string.data, segment.string.data)}",
            content_type="application/x-www-form-urlencoded",
        )
        assert sent.status_code in {200, 201}


def test_page_is_written_published_translated_and_published_by_a_place_administrator(
    administrator, client, django_capture_on_commit_callbacks
):
    home = Site.objects.get().root_page
    assert reverse("wagtailadmin_explore_root") in administrator.get("/admin/").content.decode()
    assert administrator.get(f"/admin/pages/{home.pk}/").status_code == 200

    add = reverse("wagtailadmin_pages:add", args=["pages", "contentpage", home.pk])
    assert administrator.get(add).status_code == 200
    form = written("Opening in the evening", "Which rooms stay open late.", "opening-in-the-evening")
    sent = administrator.post(add, form | {"action-publish": "Publish"})
    page = ContentPage.objects.get()
    assert (sent.status_code, page.live, page.title) == (302, True, "Opening in the evening")
    assert page.owner.email == "pell@pellbridge.example"

    submit = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    welsh = Locale.objects.get(language_code="cy")
    assert "Welsh" in administrator.get(submit).content.decode()
    sent = administrator.post(submit, {"locales": [welsh.pk]})
    draft = page.get_translation(welsh)
    assert sent["Location"] == reverse("wagtailadmin_pages:edit", args=[draft.pk])
    editor = administrator.get(sent["Location"])
    assert editor.templates[0].name == "wagtail_localize/admin/edit_translation.html"

    source = TranslationSource.objects.get(object_id=page.translation_key)
    translation = Translation.objects.get(source=source, target_locale=welsh)
    translate(administrator, translation)
    assert StringTranslation.objects.filter(last_translated_by__email="pell@pellbridge.example").exists()
    shown = administrator.get(reverse("wagtail_localize:preview_translation", args=[translation.pk]))
    assert "Pa ystafelloedd" in shown.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        administrator.post(sent["Location"], {"action": "publish"})
    draft = ContentPage.objects.get(pk=draft.pk)
    assert (draft.live, draft.title, draft.slug) == (True, "Agor gyda'r nos", "agor-gydar-nos")

    client.logout()
    assert "Which rooms stay open late." in client.get("/opening-in-the-evening/").content.decode()
    read = client.get("/cy/agor-gydar-nos/").content.decode()
    assert "Pa ystafelloedd sy&#x27;n aros ar agor yn hwyr." in read


def test_change_of_the_page_reaches_its_translation_when_its_writer_says_so(
    administrator, django_capture_on_commit_callbacks
):
    home = Site.objects.get().root_page
    form = written("Opening in the evening", "Which rooms stay open late.", "opening-in-the-evening")
    add = reverse("wagtailadmin_pages:add", args=["pages", "contentpage", home.pk])
    administrator.post(add, form | {"action-publish": "Publish"})
    page, welsh = ContentPage.objects.get(), Locale.objects.get(language_code="cy")
    administrator.post(
        reverse("wagtail_localize:submit_page_translation", args=[page.pk]), {"locales": [welsh.pk]}
    )
    source = TranslationSource.objects.get(object_id=page.translation_key)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    changed = form | {"lead": "The hall is open until ten.", "action-publish": "Publish"}
    assert administrator.post(edit, changed).status_code == 302

    update = reverse("wagtail_localize:update_translations", args=[source.pk])
    assert administrator.get(update).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert administrator.post(update, {"publish_translations": "on"}).status_code == 302
    told = {segment.string.data for segment in source.stringsegment_set.all()}
    assert "The hall is open until ten." in told
    assert "Which rooms stay open late." not in told
    assert page.get_translation(welsh).live
    assert Page.objects.filter(title="Pellbridge", depth=2).count() == 2  # the place's home in each language
