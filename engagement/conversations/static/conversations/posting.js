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
    this.related = form.querySelector("[data-related]");
    // Whoever gives their voice to others' words instead leaves with a press: what they wrote is theirs to forget.
    this.related?.addEventListener("click", (event) => {
      if (event.target.closest("[form=instead]")) this.leaving();
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
    this.related?.replaceChildren();
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

  /** What was just said goes on top of what one said here; the first time, the receipt code and the rest too. */
  showMine(html) {
    const template = document.createElement("template");
    template.innerHTML = html || "";
    const fresh = template.content.querySelector("#mine");
    const shown = document.getElementById("mine");
    if (!fresh) return;
    if (!shown) return this.form.closest("section")?.after(fresh);
    const list = shown.querySelector(".mine__list");
    const said = fresh.querySelector(".mine__list > li");
    if (list && said) {
      const link = said.querySelector("a")?.getAttribute("href");
      if (!link || !list.querySelector(`a[href="${link}"]`)) list.prepend(said);
      return;
    }
    const written = [...shown.querySelectorAll("input[type=email]")].some((field) => field.value.trim());
    if (!written && !shown.contains(document.activeElement)) shown.replaceWith(fresh);
  }

  refused(answer) {
    this.draft.sending = false;
    this.hold(false);
    this.draft.keep();
    if (answer.related) return this.offer(answer);
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

  /** What others said like it, between the words and the button; the focus goes there, the words stay. */
  offer({ related, message }) {
    if (!this.related) return this.say(message, "alert");
    this.say("");
    this.related.innerHTML = related;
    this.related.querySelector("[tabindex]")?.focus();
  }

  leaving() {
    this.draft.left = true;
    this.draft.keep();
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
