// <room-socket src after>: follows a thread's live channel and passes its frames on. Shows nothing itself.

const LONGEST_WAIT = 30_000;
const FOR_GOOD = new Set([4400, 4403, 4404]);

class RoomSocket extends HTMLElement {
  connectedCallback() {
    this.tries = 0;
    addEventListener("online", () => this.connect());
    this.connect();
  }

  connect() {
    clearTimeout(this.timer);
    const url = new URL(this.getAttribute("src"), location.href);
    url.protocol = url.protocol.replace("http", "ws");
    url.searchParams.set("after", this.last ?? this.getAttribute("after"));
    const socket = (this.socket = new WebSocket(url));
    socket.onmessage = ({ data }) => this.socket === socket && this.heard(JSON.parse(data));
    socket.onclose = ({ code }) => this.socket === socket && this.lost(code);
  }

  heard(frame) {
    this.tries = 0;
    this.setAttribute("data-live", "on");
    if ("number" in frame) this.last = frame.number;
    const newest = frame.events?.at(-1);
    if (newest) this.last = newest.n;
    this.dispatchEvent(new CustomEvent("live:frame", { bubbles: true, detail: frame }));
  }

  lost(code) {
    this.removeAttribute("data-live");
    if (FOR_GOOD.has(code)) return;
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.tries++);
    this.timer = setTimeout(() => this.connect(), wait * (0.5 + Math.random() / 2));
  }
}

customElements.define("room-socket", RoomSocket);
