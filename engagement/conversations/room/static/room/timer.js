// <room-timer data-now="272" data-runs>: counts down by this browser's own steady clock, whatever its date says.

class RoomTimer extends HTMLElement {
  connectedCallback() {
    if (this.dataset.now !== "") this.set(Number(this.dataset.now), this.hasAttribute("data-runs"));
  }

  disconnectedCallback() {
    clearInterval(this.ticking);
  }

  /** Show so many seconds, and count down where it runs; null takes it away. */
  set(seconds, runs) {
    clearInterval(this.ticking);
    this.hidden = seconds === null;
    if (seconds === null) return;
    this.over = performance.now() + seconds * 1000;
    this.draw(seconds);
    if (runs) this.ticking = setInterval(() => this.tick(), 500);
  }

  tick() {
    const left = Math.max(0, (this.over - performance.now()) / 1000);
    this.draw(left);
    if (left < 0.5) clearInterval(this.ticking);
  }

  draw(seconds) {
    const left = Math.round(seconds); // a frame of the live channel says parts of a second too
    this.classList.toggle("timer--up", left === 0);
    this.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : this.dataset.up;
  }
}

customElements.define("room-timer", RoomTimer);

/** Set every timer on the page to what a frame of the live channel says. */
export function setTimers(room, now) {
  const left = room.ends === null ? room.left : Math.max(0, (room.ends - now) / 1000);
  for (const timer of document.querySelectorAll("room-timer")) timer.set(left, room.ends !== null);
}
