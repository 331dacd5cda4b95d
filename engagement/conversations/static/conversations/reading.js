// How far somebody has read a thread. Whom the server knows, it remembers; for everybody else this browser
// does, and tells nobody until they press "Go on where you stopped".

const PREFIX = "junction:read:";

function recall(name) {
  try {
    return Number(localStorage.getItem(name)) || 0;
  } catch {
    return 0;
  }
}

function remember(name, number) {
  try {
    localStorage.setItem(name, number);
  } catch {
    // Storage is forbidden: the next visit begins at the newest words, as the first one did.
  }
}

export class Reading {
  constructor(thread) {
    this.thread = thread;
    this.name = PREFIX + thread.dataset.thread;
    this.to = Number(thread.dataset.readTo) || 0;
    this.newest = Number(thread.getAttribute("after")) || 0;
    if (thread.dataset.readUrl || !thread.dataset.goOn || document.documentElement.hasAttribute("data-no-drafts")) return;
    const mark = recall(this.name);
    const asked = new URL(location.href).searchParams.has("unread");
    if (mark && mark < this.newest && !asked) this.offer(mark);
    else remember(this.name, Math.max(mark, this.to));
  }

  /** A link to the first thing that is new since, above the list and outside the log. */
  offer(mark) {
    const address = new URL(location.href);
    for (const name of ["before", "after", "at", "sort", "past", "find", "done", "of"]) address.searchParams.delete(name);
    address.searchParams.set("unread", mark);
    address.hash = "unread";
    const link = document.createElement("a");
    Object.assign(link, { className: "button button--second live-go-on", href: address, textContent: this.thread.dataset.goOn });
    this.thread.before(link);
    this.offered = true;
  }

  /** New words were shown on a page that was read to its end: that is read too. */
  seen(number) {
    if (this.offered || this.to < this.newest || this.thread.hasAttribute("data-fixed")) return;
    this.to = this.newest = number;
    const { readUrl } = this.thread.dataset;
    if (!readUrl) return remember(this.name, number);
    const body = new FormData(document.getElementById("acts"));
    body.set("to", number);
    fetch(readUrl, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } }).catch(() => {});
  }
}
