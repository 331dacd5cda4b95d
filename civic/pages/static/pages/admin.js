// Wagtail's calendar puts today in the place of a day it cannot read, such as 16/12/2026, when the box
// is left. What was typed stays: the server reads it, or says what is wrong with it.
jQuery.fn.datetimepicker.defaults.validateOnBlur = false;

// Boxes that Wagtail and wagtail-localize leave without a name for who does not see them: rich text is called
// as its field or its block, a translation as the words it is of, a file as the button beside it.
const namelessBoxes = [".public-DraftEditor-content", ".js-translation-editor textarea", ".js-translation-editor [type=file]"]
  .map(box => `${box}:not([aria-label])`).join();

function nameOf(box) {
  if (box.matches("[type=file]")) return box.closest("div").querySelector("button");
  if (box.matches("textarea")) return box.closest("li").querySelector("p");
  return box.closest("[data-field-wrapper]")?.querySelector("label")
    ?? box.closest("[data-panel]")?.querySelector(".c-sf-block__type, [data-panel-heading-text]");
}

function nameBoxes() {
  for (const box of document.querySelectorAll(namelessBoxes)) {
    const name = nameOf(box)?.textContent.trim();
    if (name) box.setAttribute("aria-label", name);
  }
}

document.addEventListener("DOMContentLoaded", () => {
  if (!document.querySelector("[data-edit-form], .js-translation-editor")) return;
  new MutationObserver(nameBoxes).observe(document.body, {childList: true, subtree: true});
  nameBoxes();
});
