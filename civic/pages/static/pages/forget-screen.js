// On a page that shows one person at a shared screen: going back to it shows nothing of them.
// The server forbids keeping the page; a browser that keeps it alive in memory anyway finds it empty.

addEventListener("pagehide", (event) => {
  for (const form of document.forms) form.reset();
  if (event.persisted) document.querySelector("main")?.replaceChildren();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
