// Sends a form without leaving the page, and again until it has arrived. Each thing said carries a
// key made here, kept with its draft: however often it is sent, it is said once.
import { keepDraft } from "../pages/drafts.js";

const LONGEST_WAIT = 30_000;

class Posting {
  constructor(form) {
    this.form = form;
    this.draft = keepDraft(form);
    this.words = form.querySelector("textarea");
    this.button = form.querySelector("button[type=submit], button:not([type])");
    this.tries = 0;
    this.timer = 0;
    this.busy = false;
    form.addEventListener("submit", (event) => {
      if (event.submitter?.name === "on_its_own") return this.draft.drop(); // the page comes back with the words
      event.preventDefault();
      this.begin();
    });
    addEventListener("online", () => this.draft.sending && this.now());
    if (this.draft.sending) this.begin();
  }

  say(text, kind = "status") {
    let place = this.form.querySelector(".say__status");
    if (!place) {
      place = document.createElement("p");
      place.className = "say__status";
      this.form.append(place);
    }
    place.setAttribute("role", kind);
    place.textContent = text || "";
    place.hidden = !text;
  }

  begin() {
    if (this.busy) return;
    this.tries = 0;
    this.mark("");
    this.draft.sending = true;
    this.hold(true);
    this.draft.keep();
    this.say(this.form.dataset.sending);
    this.now();
  }

  hold(on) {
    this.busy = on;
    this.words.readOnly = on;
    this.button?.setAttribute("aria-disabled", String(on));
  }

  now() {
    clearTimeout(this.timer);
    if (!this.inFlight) this.inFlight = this.send().finally(() => (this.inFlight = null));
  }

  async send() {
    const body = new FormData(this.form);
    body.set("client_key", this.draft.key);
    let response, answer;
    try {
      response = await fetch(this.form.action, {
        method: "POST",
        body,
        credentials: "same-origin",
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout?.(20_000),
      });
      if (response.status >= 500) throw new Error("away");
      answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
    } catch {
      return this.later();
    }
    if (!answer) return this.leave();
    if (response.ok) return this.arrived(answer);
    this.refused(answer);
  }

  later() {
    this.say(this.form.dataset.kept);
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.tries++);
    this.timer = setTimeout(() => this.now(), wait * (0.5 + Math.random() / 2));
  }

  arrived(answer) {
    const typing = document.activeElement === this.words;
    this.draft.clear();
    this.hold(false);
    this.words.value = "";
    const data = this.form.dataset;
    const receipt = data.receipt && answer.receipt ? ` ${data.receipt.replace("{code}", answer.receipt)}` : "";
    this.say((answer.message || (answer.state === "held" ? data.held : data.sent) || "") + receipt);
    this.showMine(answer.mine);
    if (typing) this.words.focus({ preventScroll: true });
    this.form.dispatchEvent(new CustomEvent("live:said", { bubbles: true, detail: answer }));
  }

  /** What one said here, the receipt code and where to leave an email, as a page made anew would show it. */
  showMine(html) {
    const template = document.createElement("template");
    template.innerHTML = html || "";
    const fresh = template.content.querySelector("#mine");
    const shown = document.getElementById("mine");
    const written = shown && [...shown.querySelectorAll("input[type=email]")].some((field) => field.value.trim());
    if (!fresh || written || shown?.contains(document.activeElement)) return;
    if (shown) shown.replaceWith(fresh);
    else this.form.closest("section")?.after(fresh);
  }

  refused(answer) {
    this.draft.sending = false;
    this.hold(false);
    this.draft.keep();
    const wrong = Object.values(answer.errors || {}).flat().join(" ");
    if (wrong) {
      this.say("");
      this.mark(wrong);
      this.words.focus();
    } else {
      const parent = this.form.elements.namedItem("parent");
      if (parent && answer.parent === "") parent.value = "";
      this.say(answer.message || "", "alert");
    }
  }

  /** Say beside the words what is wrong with them, as the page itself would. */
  mark(wrong) {
    const id = `${this.words.id}-error`;
    this.form.querySelector(`[id="${id}"]`)?.remove();
    this.words.toggleAttribute("aria-invalid", Boolean(wrong));
    const described = (this.words.getAttribute("aria-describedby") || "").split(" ").filter((one) => one && one !== id);
    if (wrong) {
      const line = document.createElement("p");
      line.className = "field__error";
      line.id = id;
      line.textContent = wrong;
      this.words.before(line);
      this.words.setAttribute("aria-invalid", "true");
      described.push(id);
    }
    this.words.setAttribute("aria-describedby", described.join(" "));
  }

  /** The answer was a page, not data: go the way without scripts, with the same key. */
  leave() {
    this.draft.sending = false;
    this.draft.left = true;
    this.draft.keep();
    const key = this.form.elements.namedItem("client_key");
    if (key) key.value = this.draft.key;
    this.words.readOnly = false;
    this.form.submit();
  }
}

for (const form of document.querySelectorAll("form[data-live-post]")) if (form.querySelector("textarea")) new Posting(form);
