"""What a page must still be in a browser that runs no script."""

from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override
from playwright.sync_api import Page

from tests.browser.markup import Tags

#: Every control that is shown and would do nothing, and where every form leads.
_LOOK = """() => {
  const shown = e => e.checkVisibility({visibilityProperty: true});
  const name = e => e.outerHTML.replace(/\\s+/g, ' ').slice(0, 110);
  const all = (what, from = document) => [...from.querySelectorAll(what)];
  const dead = [
    ...all('button').filter(e => !e.disabled && (e.type !== 'submit' || !e.form)),
    ...all('input:not([type=hidden]), select, textarea').filter(e => !e.form),
    ...all('a:not([href]), [role=button]:not(button), [onclick]'),
    ...all('a[href]').filter(e => /^(#|javascript:)/.test(e.getAttribute('href')) && !(
      e.hash.length > 1 && document.getElementById(decodeURIComponent(e.hash.slice(1))))),
  ].filter(shown).map(e => 'does nothing: ' + name(e));
  const forms = [...document.forms].filter(form => [...form.elements].some(shown));
  const mute = forms.filter(form => ![...form.elements].some(e =>
    e.type === 'submit' && !e.disabled && shown(e))).map(form => 'no button sends it: ' + name(form));
  const targets = forms.flatMap(form => [form.getAttribute('action') ?? '', ...[...form.elements]
    .filter(e => e.hasAttribute('formaction')).map(e => e.getAttribute('formaction'))]);
  return {dead: dead.concat(mute), targets};
}"""
#: What scripts add: how many are here and a way to pause, the map, what prints, what asks for a passkey
#: or for where you are.
ADDED = (
    ".live-bar, .live-go-on, .place-map__live, .place-map__said,"
    " [data-print], [data-passkey], stop-countdown, around-me"
)
_TEXT = """added => {
  const words = e => e.innerText.replace(/[A-Z0-9]{4}(-[A-Z0-9]{4}){2}/g, 'CODE').replace(/\\d+/g, '0')
    .split('\\n').map(line => line.replace(/\\s+/g, ' ').trim()).filter(Boolean);
  const main = document.querySelector('main');
  const more = new Set([...main.querySelectorAll(added)].flatMap(words));
  return [...new Set(words(main))].filter(line => !more.has(line));
}"""


def words_of(page: Page) -> list[str]:
    """Return the lines of a page's main part as they are read, with every number made 0.

    What is about doing something that only a script can do is left out (``ADDED``).
    """
    lines: list[Any] = page.evaluate(_TEXT, ADDED)
    return [str(line) for line in lines]


def faults_without_scripts(page: Page, words: list[str], *, samples: bool = False) -> list[str]:
    """Return what is wrong with a page opened without scripts.

    ``words`` are the lines it has with them (``words_of``). Nothing of it may be inline, either.
    ``samples``: its controls are there to be looked at.
    """
    looked = page.evaluate(_LOOK)
    found = [] if samples else [str(one) for one in looked["dead"]]
    found += [f"leads nowhere: {target}" for target in looked["targets"] if not _answered(page.url, target)]
    found += [f"inline: {one}" for one in Tags(page.content()).inline]
    here = set(words_of(page))
    found += [f"said only with scripts: {line[:120]}" for line in words if line not in here]
    return found


def _answered(page_url: str, target: str) -> bool:
    """Whether a form leads to an address of ours."""
    goes = urlsplit(urljoin(page_url, target))
    if goes.netloc != urlsplit(page_url).netloc:
        return False
    with override(get_language_from_path(goes.path) or "en"):
        try:
            resolve(goes.path)
        except Resolver404:
            return False
    return True
