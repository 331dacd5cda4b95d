// A page made of parts ([data-part] with an id): each is fetched anew when the room changes, and put in
// its place unless somebody is at work in it. What is typed, ticked or has the focus is never replaced.

const AT_ONCE = 300;
const AT_MOST = 1_000;

const dirty = (part) =>
  [...part.querySelectorAll("input, textarea, select")].some((field) =>
    field.type === "checkbox"
      ? field.checked !== field.defaultChecked
      : field.localName === "select"
        ? [...field.options].some((option) => option.selected !== option.defaultSelected && option.selected)
        : field.type !== "hidden" && field.value !== field.defaultValue,
  );
// With a mouse or a finger the last button pressed keeps the focus: that is nobody at work.
const atWork = (part) => part.contains(document.activeElement) && document.activeElement.matches(":focus-visible");
const inUse = (part) => atWork(part) || dirty(part) || part.querySelector("details[open] form");

/** Put each part of a fetched page in its place; `pressed` is the part whose own form was answered. */
export function putParts(html, pressed = null) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const part of document.querySelectorAll("[data-part]")) {
    const next = fresh.getElementById(part.id);
    if (!next || part.innerHTML === next.innerHTML) continue;
    if (part !== pressed && inUse(part)) continue;
    part.replaceWith(document.importNode(next, true));
  }
}

export class Parts {
  constructor() {
    this.at = 0;
    document.addEventListener("live:frame", ({ detail }) => {
      if (["rooms", "events", "hello", "beat", "gap"].includes(detail.t)) this.soon();
    });
    document.addEventListener("focusout", () => this.missed && this.soon());
  }

  /** Fetch soon: several changes at once are one fetch, and never more than one a second. */
  soon() {
    if (this.timer) return;
    this.timer = setTimeout(() => this.fetch(), Math.max(AT_ONCE, this.at + AT_MOST - Date.now()));
  }

  async fetch() {
    this.at = Date.now();
    this.timer = 0;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      putParts(await answer.text());
      this.missed = Boolean(document.activeElement?.closest("[data-part]"));
    } catch {
      // Away for a moment: the next frame of the live channel asks again.
    }
  }
}
