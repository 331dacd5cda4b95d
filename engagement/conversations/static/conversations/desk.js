// The desk: Ctrl and Enter sends; leaving with words typed asks first; an open receipt is put away in time.

const form = document.querySelector("form[data-desk]");
if (form) {
  let sending = false;
  form.addEventListener("submit", () => {
    sending = true;
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  addEventListener("beforeunload", (event) => {
    if (!sending && [...form.querySelectorAll("textarea")].some((words) => words.value.trim())) event.preventDefault();
  });
}

const slip = document.querySelector("form[data-forget-after]");
if (slip) setTimeout(() => slip.requestSubmit(), Number(slip.dataset.forgetAfter));
