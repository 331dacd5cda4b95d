// The console and the typist's page: buttons without leaving the page, and parts that follow the room.
import "./socket.js";
import "./timer.js";
import { Parts, putParts } from "./parts.js";

new Parts();
const page = document.querySelector("[data-room]");

function tell(words) {
  const place = document.getElementById("said-back");
  place.replaceChildren(Object.assign(document.createElement("p"), { className: "message message--error", textContent: words }));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-room-form]")) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const { submitter } = event;
  const part = form.closest("[data-part]");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, submitter) });
    if (answer.redirected && !answer.url.includes(page.dataset.room)) return location.assign(answer.url); // signed out
    const html = await answer.text();
    if (answer.ok) clear(form);
    putParts(html, answer.ok ? part : null);
    const back = new DOMParser().parseFromString(html, "text/html").getElementById("said-back");
    if (back) document.getElementById("said-back").replaceWith(document.importNode(back, true));
    if (answer.ok) keepFocus(submitter, part);
  } catch {
    tell(page.dataset.away);
  } finally {
    delete form.dataset.busy;
  }
});

/** What was sent is sent: the box is empty again, a move has its ready words and a key of its own. */
function clear(form) {
  form.reset();
  const key = form.elements.namedItem("client_key");
  if (key) key.value = key.defaultValue = crypto.randomUUID?.() || String(Math.random()).slice(2);
  form.querySelector("details")?.removeAttribute("open");
}

/** The button that was pressed may be gone: the focus goes to its like, or to the part's heading. */
function keepFocus(button, part) {
  if (!part || (button && document.contains(button))) return;
  const now = document.getElementById(part.id);
  const like = button && now?.querySelector(`[name="${button.name}"][value="${button.value}"]`);
  (like || now?.querySelector("[tabindex='-1']"))?.focus();
}
