"""The checks of ``test_public_pages`` find what they are for: a page that does each thing wrong."""

import pytest

from tests.browser.harness import complaints_of, listen
from tests.browser.keyboard import faults_by_keyboard
from tests.browser.without_scripts import faults_without_scripts, words_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("public_pages")]

HEAD = "<!doctype html><title>x</title><style>:focus-visible { outline: 3px solid black }</style><main>"


@pytest.fixture
def written(chromium):
    """Return a page that shows the markup it is given."""
    page = chromium.new_context().new_page()
    listen(page)

    def write(markup):
        page.set_content(HEAD + markup)
        return page

    yield write
    page.context.close()


def test_keyboard_is_content_with_links_boxes_groups_and_what_is_closed(written):
    page = written(
        "<a href='#a'>a</a> <input type=radio name=r> <input type=radio name=r checked>"
        "<details><summary>s</summary><a href='#in'>in</a></details><input type=date>"
        "<button disabled>d</button>"
    )
    assert faults_by_keyboard(page) == []


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<a href='#a' tabindex='-1'>a</a><a href='#b'>b</a>", "never reached: <a href="),
        ("<a href='#a'>a</a><a href='#b' style='outline: none'>b</a>", "its focus is not seen: <a href="),
        ("<a href='#a'>a</a><a href='#b' tabindex='1'>b</a>", "a tabindex above 0"),
        ("<div style='height: 3000px'></div><a href='#a'>a</a><div style='position: fixed; inset: 0'>"
         "on top</div>", "it is covered or outside the window: <a href="),
        ("<a href='#a'>a</a><a href='#b' style='position: absolute; left: -9999px'>b</a>",
         "it is covered or outside the window: <a href="),
        ("<a href='#a'>a</a><button onkeydown='event.preventDefault()'>b</button><a href='#c'>c</a>",
         "never reached: <a href=\"#c\""),
        ("<a href='#a'>a</a><button onkeydown='event.preventDefault()'>b</button>",
         "the focus does not leave the page: <button"),
    ],
)  # fmt: skip
def test_keyboard_finds(markup, fault, written):
    found = faults_by_keyboard(written(markup))
    assert any(one.startswith(fault) for one in found), found


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<button type='button'>b</button>", "does nothing: <button"),
        ("<button>b</button>", "does nothing: <button"),
        ("<select><option>1</select>", "does nothing: <select"),
        ("<a href='#nowhere'>a</a>", "does nothing: <a href="),
        ("<a href='javascript:go()'>a</a>", "does nothing: <a href="),
        ("<form action='/'><input name='q'></form>", "no button sends it: <form"),
        ("<form action='/'><button formaction='http://elsewhere.example/'>b</button></form>",
         "leads nowhere: http://elsewhere.example/"),
        ("<p style='color: red'>p</p>", "inline: p style"),
        ("<p onclick='go()'>p</p>", "inline: p onclick"),
        ("<script>go()</script>", "inline: <script>"),
    ],
)  # fmt: skip
def test_without_scripts_finds(markup, fault, written):
    found = faults_without_scripts(written(markup), [])
    assert any(one.startswith(fault) for one in found), found


def test_without_scripts_finds_what_only_scripts_say(written):
    page = written("<h1>Seen 3 times</h1><p>Before</p>")
    words = words_of(page)
    written("<h1>Seen 4 times</h1>")
    assert faults_without_scripts(page, words) == ["inline: <style>", "said only with scripts: Before"]


def test_console_complains_of_a_script_a_file_and_the_policy_but_not_of_the_page_itself(
    served_place, open_page
):
    page = open_page(served_place.server.url + "/there-is-nothing-here/")
    assert complaints_of(page) == []
    page.evaluate(
        "() => { const one = document.createElement('script'); "
        "one.textContent = 'x'; document.head.append(one) }"
    )
    page.evaluate("() => fetch('/media/none.png')")
    page.evaluate("() => { setTimeout(() => { throw new Error('thrown') }) }")
    page.wait_for_timeout(200)
    assert len(complaints_of(page)) == 3
