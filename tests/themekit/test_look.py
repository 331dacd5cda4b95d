"""A place's look: chosen by its administrator, tried on first, with uploads checked, in mail and on paper."""

from io import BytesIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from civic.notify.rendering import render_email
from civic.notify.services import tell
from civic.places.pictures import collection_of
from civic.residents.enums import Role
from civic.residents.models import RoleGrant
from civic.themekit.models import ThemeSettings
from civic.themekit.registry import shelf
from civic.themekit.selectors import theme_of
from civic.themekit.services import dress
from tests.factories.residents import ContributorFactory, UserFactory
from tests.themekit.test_themes import forget_themes, more_themes, write_theme  # noqa: F401 - a fixture


def picture(width=300, height=120, name="logo.png", form="PNG"):
    kept = BytesIO()
    Image.new("RGB", (width, height), "#ad3f1b").save(kept, form)
    return SimpleUploadedFile(name, kept.getvalue(), content_type="image/png")


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def somebody(site, role):
    user = UserFactory()
    RoleGrant.objects.create(user=user, site=site, role=role)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return user


@pytest.fixture
def administrator(client, site):
    user = somebody(site, Role.PLACE_ADMINISTRATOR)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


FIELDS = {
    "theme": "seafront",
    "name": "Strand",
    "name_cy": "Y Traeth",
    "letterhead": " 1 Strand Parade \n\n01632 960100",
}


def test_administrator_dresses_the_place_and_no_other(client, site, other_site, administrator, media):
    answer = client.post(
        "/admin/look/", FIELDS | {"logo": picture(), "social_image": picture(1200, 630, "a.png")}
    )
    assert answer.status_code == 302
    row = ThemeSettings.objects.get()
    assert {row.logo.collection, row.social_image.collection} == {collection_of(site)}
    assert (row.site, row.theme, row.letterhead) == (site, "seafront", "1 Strand Parade\n01632 960100")
    home = client.get("/").content.decode()
    assert "seafront/shapes.css" in home
    assert 'class="masthead__logo"' in home
    assert "1 Strand Parade<br>01632 960100" in home
    assert "fill-1200x630" in home
    other = client.get("/", headers={"host": "other.example"}).content.decode()
    assert "seafront" not in other
    assert "Strand" not in other
    assert "masthead__logo" not in other
    client.post("/admin/look/", FIELDS | {"no_logo": "on"})
    row.refresh_from_db()
    assert row.logo is None
    assert row.social_image is not None


@pytest.mark.parametrize("role", [Role.LIBRARIAN, Role.MODERATOR])
def test_nobody_else_dresses_a_place(client, site, other_site, role):
    user = somebody(site, role)
    RoleGrant.objects.create(user=user, site=other_site, role=Role.PLACE_ADMINISTRATOR)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for path in ("", "preview/", "choose/", "stop/"):
        client.post(f"/admin/look/{path}", FIELDS)
    assert not ThemeSettings.objects.exists()
    assert "look_preview" not in client.session


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("logo.png", b"<script>"), "Upload a valid image"),
        (
            SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            "Not a supported image format",
        ),
        (picture(form="GIF"), "extension does not match"),
        (picture(90, 90), "90 by 90 pixels. It needs 96"),
        (picture(1000, 100), "too long and thin"),
        (SimpleUploadedFile("big.png", picture().read() + b"0" * 5 * 1024 * 1024), "5 MB at most"),
    ],
)
def test_bad_logo_is_refused_in_plain_words_and_nothing_typed_is_lost(
    client, site, administrator, media, file, said
):
    answer = client.post("/admin/look/", FIELDS | {"logo": file})
    page = answer.content.decode()
    assert said in page
    assert "01632 960100" in page
    assert "Choose the pictures again" in page
    assert not ThemeSettings.objects.exists()


def test_letterhead_longer_than_a_letterhead_is_refused(client, site, administrator):
    assert (
        "Six lines at most"
        in client.post("/admin/look/", FIELDS | {"letterhead": "a\n" * 7}).content.decode()
    )
    assert (
        "under 80 letters" in client.post("/admin/look/", FIELDS | {"letterhead": "a" * 81}).content.decode()
    )


def test_theme_tried_on_is_seen_by_its_editor_alone(
    client, site, other_site, administrator, django_user_model
):
    assert client.post("/admin/look/preview/", {"theme": "seafront"}).url == "/"
    mine = client.get("/")
    assert "seafront/tokens.css" in mine.content.decode()
    assert "Nobody else does." in mine.content.decode()
    assert mine["Cache-Control"] == "private, no-store"
    assert "See the place in Seafront" in client.get("/admin/look/").content.decode()
    stranger = type(client)()
    assert "seafront" not in stranger.get("/").content.decode()
    assert "seafront" not in client.get("/", headers={"host": "other.example"}).content.decode()
    assert not ThemeSettings.objects.exists()
    client.post("/admin/look/stop/")
    assert "seafront" not in client.get("/").content.decode()


def test_theme_tried_on_ends_with_the_role_and_with_the_hour(client, site, administrator, monkeypatch):
    client.post("/admin/look/preview/", {"theme": "seafront"})
    with monkeypatch.context() as later:
        later.setattr("civic.themekit.preview.time.time", lambda: 4_000_000_000)
        assert "seafront" not in client.get("/").content.decode()
    assert "seafront" in client.get("/").content.decode()
    RoleGrant.objects.all().delete()
    assert "seafront" not in client.get("/").content.decode()


def test_theme_tried_on_is_chosen_in_one_press(client, site, administrator):
    client.post("/admin/look/preview/", {"theme": "seafront"})
    client.post("/admin/look/choose/", {"theme": "seafront"})
    assert ThemeSettings.objects.get().theme == "seafront"
    assert "Nobody else does." not in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["preview/", "choose/"])
def test_unknown_theme_is_not_worn(client, site, administrator, path):
    answer = client.post(f"/admin/look/{path}", {"theme": "gone"}, follow=True)
    assert "That theme is not here any more." in answer.content.decode()
    assert not ThemeSettings.objects.exists()


def test_emails_carry_the_logo_the_letterhead_and_the_colours_of_their_place(site, other_site, media):
    dress(site, theme="seafront", letterhead="1 Strand Parade", logo=picture())
    told = {
        place: tell(
            ContributorFactory(site=place),
            kind="notify.plain",
            once_key=f"moved-{place.pk}",
            context={"title": "Moved", "paragraphs": ["At ten."]},
        )
        for place in (site, other_site)
    }
    ours, theirs = render_email(told[site]), render_email(told[other_site])
    assert f'<img src="{site.root_url}/media/images/' in ours.html
    assert "background: #eef5f6" in ours.html
    assert "1 Strand Parade" in ours.html
    assert "1 Strand Parade\n" in ours.text
    assert "<img" not in theirs.html
    assert "Strand" not in theirs.html + theirs.text


# ---- themes that do harm ------------------------------------------------------------------------
@pytest.mark.parametrize(
    "css",
    [
        '@import "https://evil.example/a.css";',
        "a { background: url(//evil.example/a.png); }",
        "a { background: url(https:evil.example/a.png); }",
        "a { background: url(https:/evil.example/a.png); }",
        'a { background: url("/\\\\evil.example/a.png"); }',
        "a { background: URL('HTTPS://evil.example/a.png'); }",
        "a{background:url(data:x,/*);background:url(//evil.example/x)}",
        'a { background: url("/\\\n/evil.example/x.png"); }',
        'a { background: url("/\t/evil.example/x"); }',
        r"a { background: u\72l(https:\2f\2f evil.example/a); }",
        "@font-face { src: url( 'https://evil.example/a.woff2' ) }",
    ],
)
def test_theme_that_calls_out_is_left_out_and_the_site_serves_on(client, site, more_themes, css):  # noqa: F811
    write_theme(more_themes, "spy", 'parent = "noticeboard"', css)
    ThemeSettings.objects.create(site=site, theme="spy")
    assert "spy/tokens.css calls out to “" in shelf().faults[0].why
    page = client.get("/about/")
    assert page.status_code == 200
    assert "spy/tokens.css" not in page.content.decode()
    assert "style-src 'self'" in page["Content-Security-Policy"]


def test_theme_may_draw_in_its_own_stylesheet(more_themes):  # noqa: F811
    write_theme(
        more_themes,
        "quiet",
        'parent = "noticeboard"',
        '/* see https://a.example */ a { background: url("data:image/svg+xml,<svg '
        "xmlns='http://www.w3.org/2000/svg'/>\"), url(b.svg); }",
    )
    assert shelf().faults == ()


@pytest.mark.parametrize(
    ("files", "way"),
    [
        ({"a": '{% include "a.html" %}'}, "a.html → a.html"),
        ({"a": '{% include "b.html" %}', "b": "{% extends 'a.html' %}"}, "a.html → b.html → a.html"),
        (
            {"components/mark_drawn": '{% include "components/mark.html" %}'},
            "components/mark_drawn.html → components/mark.html → components/mark_drawn.html",
        ),
        (
            {"pages/email/letter.txt": '{% include "pages/email/letter.txt" %}'},
            "pages/email/letter.txt → pages/email/letter.txt",
        ),
        (
            {"pages/blocks/quote": "{% load wagtailcore_tags %}<i>{% include_block self %}</i>"},
            "pages/blocks/quote.html → pages/blocks/quote.html",
        ),
        ({"components/fact": "{% load ui %}{% fact 1 2 %}"}, "components/fact.html → components/fact.html"),
        (
            {"allauth/elements/button": "{% load allauth %}{% element button %}{% endelement %}"},
            "allauth/elements/button.html → allauth/elements/button.html",
        ),
    ],
)
def test_theme_whose_templates_loop_is_left_out_and_the_site_serves_on(client, site, more_themes, files, way):  # noqa: F811
    write_theme(more_themes, "eddy", 'parent = "noticeboard"', **files)
    ThemeSettings.objects.create(site=site, theme="eddy")
    assert shelf().faults[0].why == f"its templates lead back into themselves: {way}"
    assert client.get("/").status_code == 200
    assert theme_of(site) == "eddy"


def test_editor_reads_why_a_theme_is_left_out(client, site, administrator, more_themes):  # noqa: F811
    write_theme(more_themes, "orphan", 'parent = "gone"')
    page = client.get("/admin/look/").content.decode()
    assert "The theme “orphan” is left out: its parent “gone” is not there." in page
    assert "See the place in Seafront" in page
    forget_themes()
