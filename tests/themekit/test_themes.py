"""Themes: found, worn by one place only, and left out with a reason where they are broken."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.template import engines
from django.template.loader import get_template
from django.utils.translation import override

from civic.places.context import site_context
from civic.themekit.contrast import colours, contrast, read_theme
from civic.themekit.harm import call_out
from civic.themekit.models import ThemeSettings
from civic.themekit.registry import line_of, shelf, stylesheets_of
from civic.themekit.selectors import theme_of


def write_theme(folder: Path, name: str, toml: str = "", tokens: str = ":root {}", **templates: str) -> None:
    """Put a theme on a shelf."""
    (folder / name / "static" / name).mkdir(parents=True)
    (folder / name / "theme.toml").write_text(toml)
    (folder / name / "static" / name / "tokens.css").write_text(tokens)
    for file, text in templates.items():
        path = folder / name / "templates" / (file if file.endswith(".txt") else f"{file}.html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def forget_themes() -> None:
    shelf.cache_clear()
    for loader in engines["django"].engine.template_loaders:
        loader.reset()


@pytest.fixture
def more_themes(tmp_path, settings):
    """A second shelf beside the shipped one."""
    settings.THEME_FOLDERS = [*settings.THEME_FOLDERS, tmp_path]
    forget_themes()
    yield tmp_path
    forget_themes()


def wear(site, theme: str) -> None:
    ThemeSettings.objects.update_or_create(site=site, defaults={"theme": theme})


def test_shipped_theme_is_usable_and_complete():
    assert shelf().faults == ()
    assert [theme.name for theme in line_of("noticeboard")] == ["noticeboard"]
    assert stylesheets_of("noticeboard")[0] == "noticeboard/tokens.css"
    assert len(stylesheets_of("noticeboard")) == 6


def test_second_theme_stands_on_the_first_and_states_only_what_differs():
    assert [theme.name for theme in line_of("seafront")] == ["seafront", "noticeboard"]
    assert stylesheets_of("seafront") == [
        "noticeboard/tokens.css",
        "seafront/tokens.css",
        "noticeboard/base.css",
        "noticeboard/layout.css",
        "noticeboard/components.css",
        "seafront/notices.css",
        "noticeboard/print.css",
        "seafront/shapes.css",
    ]


def test_child_theme_links_parents_tokens_before_its_own(more_themes):
    write_theme(more_themes, "harbour", 'parent = "noticeboard"')
    sheets = stylesheets_of("harbour")
    assert sheets[:3] == ["noticeboard/tokens.css", "harbour/tokens.css", "noticeboard/base.css"]
    assert len(sheets) == 7


def test_place_without_a_choice_wears_the_default(site):
    assert theme_of(site) == "noticeboard"
    assert theme_of(None) == "noticeboard"


@pytest.mark.parametrize("first", ["harbour", "noticeboard"])
def test_one_places_template_is_never_shown_in_another(client, site, other_site, more_themes, first):
    write_theme(more_themes, "harbour", 'parent = "noticeboard"')
    (more_themes / "harbour" / "templates" / "pages").mkdir(parents=True)
    (more_themes / "harbour" / "templates" / "pages" / "about.html").write_text("Harbour about")
    wear(other_site, "harbour")
    hosts = ["other.example", "testserver"] if first == "harbour" else ["testserver", "other.example"]
    seen = {host: client.get("/about/", headers={"host": host}).content.decode() for host in [*hosts, *hosts]}
    assert seen["other.example"] == "Harbour about"
    assert "Harbour about" not in seen["testserver"]
    assert "noticeboard/tokens.css" in seen["testserver"]


def test_theme_can_override_a_template_by_extending_it(site, other_site, more_themes):
    write_theme(
        more_themes,
        "harbour",
        'parent = "noticeboard"',
        base='{% extends "base.html" %}{% block footer %}<p>Harbour foot</p>{% endblock %}',
    )
    wear(other_site, "harbour")
    with site_context(other_site):
        assert "Harbour foot" in get_template("pages/about.html").render({"title": "x"})
    with site_context(site):
        assert "Harbour foot" not in get_template("pages/about.html").render({"title": "x"})


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("title = ", "cannot be read"),
        ("stylesheets = 3", "must be a list"),
        ('parent = "gone"', "“gone” is not there"),
        ('parent = "broken"', "broken → broken"),
    ],
)
def test_broken_theme_is_left_out_and_named_by_check(site, more_themes, toml, why):
    write_theme(more_themes, "broken", toml)
    wear(site, "broken")
    assert [theme.name for theme in line_of(theme_of(site))] == ["noticeboard"]
    warnings = [check for check in run_checks() if check.id == "themekit.W001"]
    assert len(warnings) == 1
    assert "“broken”" in warnings[0].msg
    assert why in warnings[0].msg
    english = str(shelf().faults[0].why)
    with override("cy"):
        assert str(shelf().faults[0].why) != english


def test_themes_whose_parents_run_in_a_ring_are_both_left_out(more_themes):
    write_theme(more_themes, "ebb", 'parent = "flow"')
    write_theme(more_themes, "flow", 'parent = "ebb"')
    assert set(shelf().themes) == {"noticeboard", "seafront"}
    assert {fault.theme for fault in shelf().faults} == {"ebb", "flow"}


def test_contrast_of_known_colours_is_what_wcag_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_colours_are_read_by_mode():
    css = (
        "/* --ink: #ff0000; */ :root { --ink: light-dark(#111111, #eeeeee); --sign: #5cc98f; "
        "--same: var(--ink); --rule: 2px; }"
    )
    assert colours(css) == {
        "light": {"ink": "#111111", "sign": "#5cc98f", "same": "#111111"},
        "dark": {"ink": "#eeeeee", "sign": "#5cc98f", "same": "#eeeeee"},
    }


@pytest.mark.parametrize("name", sorted(shelf().themes))
def test_every_shipped_themes_words_can_be_read_light_and_dark(name):
    assert [reading for reading in read_theme(name) if not reading.enough] == []


def test_check_contrast_names_what_is_too_faint(more_themes, capsys):
    write_theme(
        more_themes, "mist", 'parent = "noticeboard"', ":root { --muted: light-dark(#aaaaaa, #b3bbb6); }"
    )
    with pytest.raises(CommandError, match="3 pairs are too faint"):
        call_command("check_contrast", "mist")
    said = capsys.readouterr().out
    assert "mist light: --muted on --sheet 2.32, needs 4.5" in said
    call_command("check_contrast", "noticeboard")


def test_look_costs_a_request_nothing_once_the_place_is_kept(client, site, django_assert_max_num_queries):
    client.get("/about/")
    with django_assert_max_num_queries(8) as captured:
        client.get("/about/")
    assert not any("themekit_themesettings" in query["sql"] for query in captured)


def test_what_looks_like_a_comment_within_a_string_hides_no_address(tmp_path):
    (tmp_path / "tokens.css").write_text(
        'a{content:"/*";}\n@import url(https://evil.example/x.css);\nb{content:"*/"}\n/* https://fine */'
    )
    assert "https://evil.example/x.css" in str(call_out(SimpleNamespace(static_folder=tmp_path)))
    (tmp_path / "tokens.css").write_text('a{color:red} /* see "https://fine.example */ b{content:"it\'s"}')
    assert not call_out(SimpleNamespace(static_folder=tmp_path))
    (tmp_path / "more.CSS").write_text("@import url(https://evil.example/y.css);")
    assert "https://evil.example/y.css" in str(call_out(SimpleNamespace(static_folder=tmp_path)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{% with x="base.html" %}{% include x %}{% endwith %}', "includes what is not named in quotes"),
        ("{% extends parent %}", "includes what is not named in quotes"),
        ('{% include "BASE.HTML"|lower %}', "includes what is not named in quotes"),
        ("{% if %}", "is no template that can be read"),
    ],
)
def test_template_that_would_take_every_page_with_it_is_left_out(site, client, more_themes, text, why):
    write_theme(more_themes, "broken", 'parent = "noticeboard"', base=text)
    wear(site, "broken")
    assert [theme.name for theme in line_of(theme_of(site))] == ["noticeboard"]
    assert f"base.html {why}" in str(shelf().faults[0].why)
    assert client.get("/about/").status_code == 200
