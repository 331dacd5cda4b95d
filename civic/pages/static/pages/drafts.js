// Words somebody began to type, kept in this browser until they are sent. Never an email address.
// A form asks for it with data-draft="key"; data-no-drafts on it or on <html> (a kiosk) forbids it.

const PREFIX = "junction:draft:";
const DAYS = 14;
const KEPT = "textarea[name], input[type=text][name]";

const allowed = (form) =>
  form.dataset.draft && !form.hasAttribute("data-no-drafts") && !document.documentElement.hasAttribute("data-no-drafts");

// Where storage is forbidden the draft lives as long as the page.
const memory = new Map();

function read(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return memory.get(name) ?? null;
  }
}

function write(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    if (value === null) memory.delete(name);
    else memory.set(name, value);
  }
}

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One form's draft: {values, key, sending}. `sending` while nobody has said yet that it arrived. */
export class Draft {
  constructor(form) {
    this.form = form;
    this.name = allowed(form) ? PREFIX + form.dataset.draft : "";
    this.key = newKey();
    this.sending = false;
    this.left = false;
  }

  fields() {
    return [...this.form.querySelectorAll(KEPT)];
  }

  keep() {
    if (!this.name) return;
    const values = Object.fromEntries(this.fields().map((field) => [field.name, field.value]));
    const words = this.fields().some((field) => field.matches("textarea") && field.value.trim());
    const were = Object.fromEntries(this.fields().map((field) => [field.name, field.defaultValue]));
    const { key, sending, left } = this;
    write(this.name, words ? JSON.stringify({ values, were, key, sending, left, at: Date.now() }) : null);
  }

  /** Put back what was typed over what stood there then, never over what the server or the person put there since. */
  restore() {
    if (!this.name) return;
    let kept = null;
    try {
      kept = JSON.parse(read(this.name));
    } catch {
      this.clear();
    }
    if (!kept || typeof kept !== "object") return;
    if (Date.now() - kept.at > DAYS * 86_400_000) return this.clear();
    for (const field of this.fields()) {
      const value = kept.values?.[field.name];
      if (typeof value !== "string") continue;
      if (!field.value.trim() || field.value === kept.were?.[field.name]) field.value = value;
      else if (field.value !== value && field.matches("textarea")) return;
    }
    this.key = kept.key || this.key;
    this.sending = Boolean(kept.sending);
  }

  /** Clear, and keep nothing more: somebody else has the words now. */
  drop() {
    this.clear();
    this.name = "";
  }

  clear() {
    this.key = newKey();
    this.sending = this.left = false;
    if (this.name) write(this.name, null);
  }
}

/**
 * Forget what was sent the way without scripts and has arrived: the page we are on now is the answer,
 * and not one that says no. A page reloaded or gone back to says nothing about it.
 */
function forgetArrived() {
  const came = performance.getEntriesByType("navigation")[0];
  const arrived = came?.type === "navigate" && came.responseStatus < 400;
  let names = [];
  try {
    names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return;
  }
  for (const name of names) {
    try {
      const kept = JSON.parse(read(name));
      if (kept?.left) write(name, arrived ? null : JSON.stringify({ ...kept, left: false }));
    } catch {
      write(name, null);
    }
  }
}
forgetArrived();

/** Keep a form's draft as it is typed. */
export function keepDraft(form) {
  const draft = new Draft(form);
  draft.restore();
  let soon = 0;
  form.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(() => draft.keep(), 300);
  });
  addEventListener("pagehide", () => {
    clearTimeout(soon);
    if (draft.fields().some((field) => field.matches("textarea") && field.value.trim())) draft.keep();
  });
  return draft;
}
