// A phone in the room: the conversation's own live thread and form, with the room's prompt, timer, hand
// and captions beside them. Without scripts every one of them is a form or a link.
import "../conversations/live-thread.js";
import "../conversations/posting.js";
import "./captions.js";
import { setTimers } from "./timer.js";

const page = document.querySelector("[data-room]");
const hand = document.querySelector("form[data-hand]");
let hands = null;

document.addEventListener("live:frame", ({ detail: frame }) => {
  const room = frame.t === "rooms" && frame.rooms[page.dataset.room];
  if (!room) return;
  setTimers(room, frame.now);
  const prompt = page.querySelector("[data-room-prompt]");
  if (room.prompt && prompt.textContent !== room.prompt) prompt.textContent = room.prompt;
  const state = page.querySelector("[data-room-state]");
  const words = state.dataset[room.state] || "";
  if (state.textContent !== words) state.textContent = words;
  page.dataset.state = room.state;
  if (room.captions.length) {
    page.querySelector("[data-room-captions]").hidden = false;
    page.querySelector("room-captions").show(room.captions);
  }
  if (hand && room.hands !== hands) mine();
  hands = room.hands;
});

/** What the button says and does, after a press, or when whoever runs it took all hands down. */
function raised(up) {
  const button = hand.querySelector("button");
  button.value = up ? "down" : "up";
  button.setAttribute("aria-pressed", up);
  hand.querySelector("[data-hand-words]").textContent = up ? hand.dataset.down : hand.dataset.up;
}

/** Whose hand is up and sees the number change asks whether it still is: it may have been lowered. */
async function mine() {
  if (hand.querySelector("button").value !== "down") return;
  const answer = await fetch(hand.action, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) raised((await answer.json()).up);
}

async function send(action, form, submitter) {
  const body = new FormData(form, submitter);
  const answer = await fetch(action, { method: "POST", body, headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : null;
}

hand?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const done = await send(hand.action, hand, event.submitter).catch(() => null);
  if (done) raised(done.up);
  else hand.submit();
});

// Agreeing in place: live words lead to the conversation's own address, here it is the room's.
document.querySelector("[data-room-acts]").addEventListener("submit", async (event) => {
  const button = event.submitter;
  const uuid = button?.formAction?.match(/[0-9a-f-]{36}/)?.[0];
  if (!uuid) return;
  event.preventDefault();
  const path = page.dataset.agree.replace("00000000-0000-0000-0000-000000000000", uuid);
  const done = await send(path, event.target, button).catch(() => null);
  if (!done) return;
  button.setAttribute("aria-pressed", done.nodded);
  button.value = done.nodded ? "take_back" : "agree";
  button.querySelector("[data-live-nods]").textContent = done.nods;
});
