// <room-captions>: lines as the typist writes them, read out politely, paused with a button.

class RoomCaptions extends HTMLElement {
  connectedCallback() {
    this.lines = this.querySelector("[role=log]");
    if (!this.lines || this.button) return;
    this.button = Object.assign(document.createElement("button"), {
      type: "button",
      className: "button button--link",
      textContent: this.dataset.pause,
    });
    this.button.addEventListener("click", () => this.rest(!this.paused));
    this.lines.parentElement.after(this.button);
  }

  rest(on) {
    this.paused = on;
    this.button.textContent = on ? this.dataset.resume : this.dataset.pause;
    this.lines.setAttribute("aria-live", on ? "off" : "polite");
    if (!on && this.latest) this.show(this.latest);
  }

  /** Add what is new, put right what was corrected: each line is in the page once. */
  show(lines) {
    this.latest = lines;
    if (this.paused) return;
    for (const { n, text } of lines) {
      const known = this.lines.querySelector(`[data-n="${n}"]`);
      if (known && known.textContent !== text) known.textContent = text;
      if (known) continue;
      const line = Object.assign(document.createElement("p"), { textContent: text, dir: "auto" });
      line.dataset.n = n;
      this.lines.append(line);
    }
    while (this.lines.children.length > 30) this.lines.firstElementChild.remove();
  }
}

customElements.define("room-captions", RoomCaptions);
