// <live-thread src after lang>: keeps a thread's page current. It stands on the server's HTML, never
// touches a form, never moves the reader: new words wait behind "7 new"; what is hidden goes at once.

import { Reading } from "./reading.js";

const SILENCE = 55_000; // the server gives a sign of life every 20 seconds
const LONGEST_WAIT = 30_000;
const ANNOUNCE = 4_000;
const FOR_GOOD = new Set([4400, 4403, 4404]);
const SLOWLY = new Set([1009, 4429, 4430]);

const parse = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.querySelector("li");
};
const make = (tag, name, text = "") => Object.assign(document.createElement(tag), { className: name, textContent: text });
const find = (id) => document.getElementById(`c-${id}`);

class LiveThread extends HTMLElement {
  connectedCallback() {
    if (this.bar) return;
    this.last = Number(this.getAttribute("after")) || 0;
    this.list = this.querySelector("[data-live-list]");
    this.waiting = new Map(); // id → event, in the order they came
    this.mine = new Set();
    this.nods = new Map();
    this.tries = 0;
    if (!this.list || !("WebSocket" in window)) return;
    this.dress();
    this.reading = new Reading(this);
    document.addEventListener("live:said", (event) => this.own(event.detail));
    addEventListener("online", () => this.hurry());
    addEventListener("pagehide", () => this.drop());
    addEventListener("pageshow", (event) => event.persisted && this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
    this.connect();
  }

  dress() {
    this.setAttribute("role", "log");
    if (document.getElementById("thread-title")) this.setAttribute("aria-labelledby", "thread-title");
    this.setAttribute("aria-relevant", "additions");
    this.bar = make("div", "live-bar");
    this.fresh = make(this.hasAttribute("data-last-page") ? "a" : "button", "button live-new");
    if (this.fresh.localName === "a") this.fresh.href = this.dataset.lastPage;
    else this.fresh.type = "button";
    this.fresh.hidden = true;
    this.fresh.addEventListener("click", () => this.reveal());
    this.status = make("span", "live-status");
    this.here = make("span", "live-here");
    this.aloud = make("span", "visually-hidden");
    this.aloud.setAttribute("role", "status");
    this.pause = make("button", "live-pause", this.dataset.pause);
    this.pause.type = "button";
    this.pause.hidden = !this.dataset.pause;
    this.pause.addEventListener("click", () => this.rest(!this.paused));
    this.bar.append(this.fresh, this.status, this.here, this.pause);
    // Below the list, where new words will be; outside the log, which reads out only words.
    this.after(this.bar, this.aloud);
  }

  // ---- the connection ------------------------------------------------------------------------

  connect() {
    clearTimeout(this.timer);
    const url = new URL(this.getAttribute("src"), location.href);
    url.protocol = url.protocol.replace("http", "ws");
    url.searchParams.set("after", this.last);
    url.searchParams.set("lang", this.lang || document.documentElement.lang);
    const socket = (this.socket = new WebSocket(url));
    socket.onmessage = (message) => this.socket === socket && this.heard(JSON.parse(message.data));
    socket.onclose = (event) => this.socket === socket && this.lost(event.code);
    this.listen();
  }

  listen() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.hurry(true), SILENCE);
  }

  drop() {
    const socket = this.socket;
    this.socket = null;
    clearTimeout(this.silence);
    clearTimeout(this.timer);
    socket?.close();
  }

  hurry(anyway = false) {
    if (this.over || (!anyway && this.socket && this.socket.readyState <= WebSocket.OPEN)) return;
    this.drop();
    this.connect();
  }

  lost(code) {
    this.drop();
    if (FOR_GOOD.has(code)) return this.stop();
    if (this.tries) this.tell(this.dataset.lost, true);
    const wait = SLOWLY.has(code) ? LONGEST_WAIT : Math.min(LONGEST_WAIT, 500 * 2 ** this.tries);
    this.tries++;
    this.timer = setTimeout(() => this.connect(), wait * (0.5 + Math.random() / 2));
  }

  /** Nothing more will come: offer to reload. */
  stop() {
    this.over = true;
    this.gap();
  }

  heard(frame) {
    this.listen();
    this.setAttribute("data-live", "on");
    this.dispatchEvent(new CustomEvent("live:frame", { bubbles: true, detail: frame }));
    if (frame.t === "hello") {
      if (this.tries > 1) this.tell(this.dataset.back);
      else if (!this.stale) this.tell("");
      this.tries = 0;
    }
    for (const event of frame.events || []) this.take(event);
    if (frame.t === "gap") this.gap(frame.number);
    if (frame.t === "counts") this.count(frame);
    if ("here" in frame) this.people(frame.here);
    if ("number" in frame && frame.number > this.last) this.hole();
  }

  /** Each number once and in order; a number too far on means that something is missing. */
  take(event) {
    if (event.n <= this.last) return;
    if (event.n > this.last + 1) return this.hole();
    this.last = event.n;
    this.apply(event);
  }

  hole() {
    const now = Date.now();
    if (this.stale || now - (this.asked || 0) < 2000 || this.socket?.readyState !== WebSocket.OPEN) return;
    this.asked = now;
    this.socket.send(JSON.stringify({ after: this.last }));
  }

  gap(number) {
    this.stale = true;
    if (number) this.last = number;
    this.tell(this.dataset.gap, true);
    if (this.reload || !this.dataset.reload) return;
    this.reload = make("button", "button live-reload", this.dataset.reload);
    this.reload.type = "button";
    this.reload.addEventListener("click", () => location.reload());
    this.status.after(this.reload);
  }

  // ---- what changed --------------------------------------------------------------------------

  apply({ id, kind, top, order, html }) {
    if (!id || kind === "later") return;
    const item = find(id);
    if (!html) {
      this.waiting.delete(id);
      if (item) this.takeAway(item);
    } else if (item) this.update(item, html);
    else if (this.waiting.has(id)) this.waiting.get(id).html = html;
    else if (this.belongs(top, order, html)) {
      this.waiting.set(id, { id, top, order, html });
      if (this.mine.has(id)) this.show([id]);
    }
    this.showFresh();
  }

  /** Whether something new is to be told here: newer than the page's first, under something on it. */
  belongs(top, order, html) {
    if (this.stale || parse(html)?.dataset.state !== "published") return false;
    if (top) return Boolean(find(top) || this.waiting.has(top));
    const first = this.list.querySelector(":scope > [data-number]");
    return !first || order > Number(first.dataset.number);
  }

  /** Only the words: the forms and buttons around them stay as they are. */
  update(item, html) {
    const fresh = parse(html);
    const body = item.querySelector("[data-live-body]");
    const words = fresh?.querySelector("[data-live-body]");
    if (!body || !words) return;
    item.dataset.state = fresh.dataset.state;
    if (body.innerHTML !== words.innerHTML) {
      if (body.querySelector("details[open]")) words.querySelector("details")?.setAttribute("open", "");
      if (!body.contains(document.activeElement)) body.replaceWith(words);
      else body.replaceChildren(...words.childNodes);
    }
    if (fresh.dataset.state !== "published")
      for (const link of this.querySelectorAll(`.contribution__to [data-to="${item.id.slice(2)}"]`))
        link.textContent = this.dataset.gone;
  }

  takeAway(item) {
    if (item.querySelector("[data-live-replies] > li") || item.contains(document.activeElement))
      item.querySelector("[data-live-body]")?.replaceChildren();
    else item.remove();
  }

  own({ id, html, top, number, next }) {
    if (!html) return;
    if (next && ((this.hasAttribute("data-fixed") && !top) || (top && !find(top)))) return location.assign(next);
    this.mine.add(id);
    if (!find(id) && this.belongs(top, number, html)) {
      this.waiting.set(id, { id, top, order: number, html });
      this.show([id]);
    }
    this.showFresh();
  }

  /** Put waiting things in their place, in order, and forget that they waited. Returns the items. */
  show(ids) {
    const events = ids.map((id) => this.waiting.get(id)).sort((one, two) => one.order - two.order);
    const shown = [];
    for (const { id, top, order, html } of events) {
      const list = top ? document.getElementById(`c-${top}`)?.querySelector("[data-live-replies]") : this.list;
      if (!list) continue;
      this.waiting.delete(id);
      const item = parse(html);
      if (this.mine.has(id)) item.dataset.mine = "";
      const later = [...list.children].find((other) => Number(other.dataset.number) > order);
      list.insertBefore(item, later || null);
      this.nod(id);
      shown.push(item);
    }
    return shown;
  }

  reveal() {
    if (this.fresh.localName === "a") return;
    const first = this.show([...this.waiting.keys()])[0];
    this.showFresh();
    this.reading.seen(this.last);
    if (!first) return;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "nearest" });
  }

  count({ nods, votes }) {
    for (const [id, number] of Object.entries(nods)) {
      this.nods.set(id, number);
      this.nod(id);
    }
    for (const [id, numbers] of Object.entries(votes)) {
      const statement = document.getElementById(`s-${id}`);
      ["agree", "disagree", "pass"].forEach((choice, at) => {
        const place = statement?.querySelector(`[data-live-${choice}]`);
        if (place) place.textContent = numbers[at];
      });
    }
  }

  nod(id) {
    const place = find(id)?.querySelector("[data-live-nods]");
    if (place && this.nods.has(id)) place.textContent = this.nods.get(id);
  }

  // ---- what the reader is told -----------------------------------------------------------------

  words(name, n) {
    return (n === 1 ? this.dataset[`${name}One`] : this.dataset[`${name}Many`] || "")?.replace("{n}", n) || "";
  }

  showFresh() {
    const n = this.waiting.size;
    const text = n ? this.words("new", n) : "";
    this.fresh.hidden = !n || Boolean(this.paused);
    this.fresh.textContent = text;
    if (n && !this.paused && !this.announcing)
      this.announcing = setTimeout(() => {
        this.announcing = 0;
        if (this.waiting.size && !this.paused) this.aloud.textContent = this.words("new", this.waiting.size);
      }, ANNOUNCE);
    if (!n) this.aloud.textContent = "";
  }

  rest(on) {
    this.paused = on;
    this.pause.textContent = on ? this.dataset.resume : this.dataset.pause;
    this.showFresh();
  }

  people(n) {
    this.here.textContent = this.words("here", n);
  }

  tell(text, stays = false) {
    clearTimeout(this.telling);
    this.status.textContent = text || "";
    if (text) this.aloud.textContent = text;
    if (text && !stays) this.telling = setTimeout(() => (this.status.textContent = ""), 5000);
  }
}

customElements.define("live-thread", LiveThread);
