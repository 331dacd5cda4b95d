// Buttons that print the page: there only where a script can do it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  if (button.autofocus) button.focus();
  button.addEventListener("click", () => print());
}
