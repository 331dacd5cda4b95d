"""Goes through an open page with the Tab key, as somebody without a mouse does."""

from typing import Any, ClassVar

from playwright.sync_api import Keyboard, Locator, Page

#: Boxes for a day or an hour are several stops each; room for a list that scrolls, and to leave the page.
SPARE = 12
CHUNK = 25

_MARK = """() => {
  const start = document.createElement('span');
  start.tabIndex = -1;
  document.body.prepend(start);
  scrollTo(0, 0);
  start.focus();
  start.remove();
  const look = e => { const s = getComputedStyle(e); return [
    s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor, s.backgroundColor].join(' '); };
  const controls = [...document.querySelectorAll('a[href], area[href], button, input, select,' +
    'textarea, summary,' +
    'audio[controls], video[controls], iframe, [contenteditable=true], [role=button], [onclick],' +
    '[tabindex="0"]')];
  const stops = controls.filter(e => e.checkVisibility({visibilityProperty: true}) && !e.matches(':disabled')
    && e.type !== 'hidden' && !e.closest('[inert]'));
  // A group of radio buttons is one stop: the one that is chosen, or else the first.
  const group = e => [...document.getElementsByName(e.name)]
    .filter(o => o.type === 'radio' && o.form === e.form);
  const wanted = stops.filter(e => e.type !== 'radio' ||
    e === (group(e).find(o => o.checked) ?? group(e).find(o => stops.includes(o))));
  window.walk = {wanted, before: wanted.map(look), order: [], faults: [], left: false};
  const name = e => e.outerHTML.replace(/\\s+/g, ' ').slice(0, 110);
  walk.name = name;
  // After the key is up the page has scrolled to what has the focus.
  document.addEventListener('keyup', event => {
    const e = document.activeElement;
    if (e === document.body) { walk.left = walk.order.length > 0; return; }
    if (walk.left) return;
    const n = wanted.indexOf(e);
    if (n < 0 || walk.order.includes(n)) return;
    walk.order.push(n);
    const s = getComputedStyle(e), label = e.closest('label'), ring = label && getComputedStyle(label);
    const loud = style => style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 3;
    if (!(loud(s) && look(e) !== walk.before[n]) && !(ring && loud(ring)))
      walk.faults.push('its focus is not seen: ' + name(e));
    // WCAG 2.4.11: not covered whole by something that stays in place, nor left outside the window.
    const boxes = [...(label ?? e).getClientRects()].filter(b => b.width && b.height);
    const inside = boxes.flatMap(b => [.5, .1, .9].flatMap(x => [.5, .1, .9].map(y =>
      [b.left + b.width * x, b.top + b.height * y])))
      .filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
    const shown = inside.some(([x, y]) => { const top = document.elementFromPoint(x, y);
      return top && (top === e || e.contains(top) || top.contains(e) && !top.contains(document.body)
        || (label && label.contains(top))); });
    if (!shown) walk.faults.push('it is covered or outside the window: ' + name(e));
  }, true);
  return wanted.length;
}"""

_TELL = """() => {
  const {wanted, order, faults, name} = walk;
  const missed = wanted.filter((e, n) => !order.includes(n)).map(e => 'never reached: ' + name(e));
  const back = order.findIndex((n, place) => place && n < order[place - 1]);
  if (back > 0) faults.push('out of order: ' + name(wanted[order[back]]) +
    ' after ' + name(wanted[order[back - 1]]));
  if (wanted.some(e => e.tabIndex > 0)) faults.push('a tabindex above 0');
  if (!walk.left) faults.push('the focus does not leave the page: ' + name(document.activeElement));
  return missed.concat(faults);
}"""


def faults_by_keyboard(page: Page) -> list[str]:
    """Return each control that Tab does not reach in its turn, shows no focus, or is covered when it has it.

    Every visible, enabled control counts. The focus must leave the page after the last (no trap).
    """
    count = page.evaluate(_MARK)
    for pressed in range(count * 3 + SPARE):
        page.keyboard.press("Tab")
        if pressed >= count and page.evaluate("walk.left"):
            break
    found: list[Any] = page.evaluate(_TELL)
    return [str(one) for one in found]


class KeysWithoutScripts:
    """The keyboard of a page on which scripts are off: there the driver's own waits for a script for ever.

    Sends the same events to the browser by its protocol (``Input.dispatchKeyEvent``).
    """

    KNOWN: ClassVar = {
        "Tab": ("Tab", 9, ""),
        "Enter": ("Enter", 13, "\r"),
        "Space": ("Space", 32, " "),
        "ArrowDown": ("ArrowDown", 40, ""),
    }

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def press(self, name: str) -> None:
        """Press one of the keys it knows and let go of it."""
        code, number, text = self.KNOWN[name]
        event = {"key": text if name == "Space" else name, "code": code, "windowsVirtualKeyCode": number}
        down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        self._session.send("Input.dispatchKeyEvent", {**event, **down})
        self._session.send("Input.dispatchKeyEvent", {**event, "type": "keyUp"})

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self._session.send("Input.insertText", {"text": text})


def reach(
    page: Page,
    target: Locator,
    *,
    key: str = "Tab",
    at_most: int = 250,
    keys: "Keyboard | KeysWithoutScripts | None" = None,
) -> None:
    """Press a key until a control has the focus, as somebody without a mouse does."""
    keys = keys or page.keyboard
    target.wait_for()
    for _pressed in range(at_most):
        if target.and_(page.locator(":focus")).count():
            return
        keys.press(key)
    raise AssertionError(f"{key} does not reach {target}")
