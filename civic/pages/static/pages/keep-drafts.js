// On every page: what somebody types in a form that asks for it survives a reload or a dead battery.
import { keepDraft } from "./drafts.js";

for (const form of document.querySelectorAll("form[data-draft]:not([data-live-post])")) {
  const draft = keepDraft(form);
  form.addEventListener("submit", () => {
    draft.left = true;
    draft.keep();
  });
}
