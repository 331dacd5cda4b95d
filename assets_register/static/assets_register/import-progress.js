// Shows how far a task has come, and opens the page anew once it is done. Without scripts there is a link.
const box = document.querySelector('[data-progress-url]');
const words = box.querySelector('[data-progress-words]');
const bar = box.querySelector('progress');
let failures = 0;

async function look() {
  try {
    const answer = await fetch(box.dataset.progressUrl, { headers: { Accept: 'application/json' } });
    const state = await answer.json();
    failures = 0;
    if (!state.busy) {
      location.reload();
      return;
    }
    if (words.textContent !== state.words) words.textContent = state.words;
    if (bar && state.done) {
      bar.max = state.total;
      bar.value = state.done;
    }
  } catch {
    failures += 1; // the network is away: look less often
  }
  setTimeout(look, Math.min(1000 * 2 ** failures, 30000));
}

setTimeout(look, 1000);
