/* Counts the seconds to an answer's going out, then asks the server how it stands. The server's
   own refresh does the same without this. */
class StopCountdown extends HTMLElement {
  connectedCallback() {
    const words = this.textContent;
    const until = Date.now() + Number(this.getAttribute("seconds")) * 1000;
    this.setAttribute("role", "timer");
    this.tick = setInterval(() => {
      const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      this.textContent = words.replace(/\d+/, String(left));
      if (left === 0) {
        clearInterval(this.tick);
        setTimeout(() => window.location.reload(), 1500);
      }
    }, 250);
  }

  disconnectedCallback() {
    clearInterval(this.tick);
  }
}

customElements.define("stop-countdown", StopCountdown);
