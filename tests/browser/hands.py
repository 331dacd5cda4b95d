"""Two ways to use a page: with a mouse, and with a keyboard alone.

``MOUSE.press(link)``, ``KEYBOARD.type(box, "words")``: a story told with a hand is told with both.
"""

from typing import Protocol

from playwright.sync_api import ElementHandle, Locator, Page

#: A date or an hour is several stops in one box; and there are the browser's own.
SPARE = 20

_HERE = "e => e === document.activeElement"
_STOPS = "document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]').length"
#: What has the focus is in the window, with a ring or a shadow around it or around its label.
_SEEN = """e => {
  const box = e.getBoundingClientRect();
  const ringed = one => { const s = getComputedStyle(one);
    return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'; };
  return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
    && [e, e.closest('label'), ...(e.labels ?? [])].some(one => one && ringed(one));
}"""
_SAME_GROUP = """e => { const now = document.activeElement;
  return now.type === 'radio' && now.name === e.name && now.form === e.form; }"""


class Hand(Protocol):
    """What somebody does with a page."""

    def press(self, what: Locator) -> None:
        """Press a link, a button or a summary."""

    def type(self, what: Locator, words: str) -> None:
        """Put words in a box in place of what is there."""

    def tick(self, what: Locator) -> None:
        """Tick a box, or choose one of several."""


class Mouse:
    """Points and clicks."""

    def press(self, what: Locator) -> None:
        """Press a link, a button or a summary."""
        what.click()

    def type(self, what: Locator, words: str) -> None:
        """Put words in a box in place of what is there."""
        what.fill(words)

    def tick(self, what: Locator) -> None:
        """Tick a box, or choose one of several."""
        what.check()


class Keyboard:
    """Tab, Enter, Space, the arrows and letters: nothing else, and no focus that was not tabbed to."""

    def press(self, what: Locator) -> None:
        """Tab to a link, a button or a summary from where the focus is, and press Enter."""
        self._tab_to(what)
        what.page.keyboard.press("Enter")

    def type(self, what: Locator, words: str) -> None:
        """Tab to a box, and type in place of what is there."""
        self._tab_to(what)
        what.page.keyboard.press("Control+A")
        what.page.keyboard.type(words)

    def tick(self, what: Locator) -> None:
        """Tab to a box and press Space; or to its group, and on with the arrows until it is chosen."""
        element = _element(what)
        if element.get_attribute("type") != "radio":
            self._tab_to(what)
        else:
            _press_until(what.page, "Tab", element, _SAME_GROUP)
            _press_until(what.page, "ArrowDown", element, _HERE)
        if not element.is_checked():
            what.page.keyboard.press("Space")
        assert element.is_checked(), element

    def _tab_to(self, what: Locator) -> None:
        element = _element(what)
        _press_until(what.page, "Tab", element, _HERE)
        _see(what.page, element)


MOUSE, KEYBOARD = Mouse(), Keyboard()


def _element(what: Locator) -> ElementHandle:
    what.wait_for(state="attached")
    return what.element_handle()


def _press_until(page: Page, key: str, element: ElementHandle, true: str) -> None:
    """Press a key until something is so of an element, at most twice around the page."""
    for _pressed in range(2 * (page.evaluate(_STOPS) + SPARE)):
        if element.evaluate(true):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {_name(element)} of {page.url}")


def _see(page: Page, element: ElementHandle) -> None:
    """Wait until what has the focus is seen to have it: the admin scrolls smoothly."""
    for _look in range(30):
        if element.evaluate(_SEEN):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the focus is not seen on {_name(element)} of {page.url}")


def _name(element: ElementHandle) -> str:
    return str(element.evaluate("e => e.outerHTML.replace(/\\s+/g, ' ').slice(0, 160)"))
