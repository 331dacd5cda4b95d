// A printed code leads here with the code after the #, which no server sees: type it in, and take it
// out of the address.
const box = document.querySelector("input[name=code]");
const code = decodeURIComponent(location.hash.slice(1));
if (box && /^[0-9A-Z]{4}(-?[0-9A-Z]{4}){2}$/i.test(code)) {
  if (!box.value) box.value = code;
  history.replaceState(null, "", location.pathname);
  box.form.querySelector("button").focus();
}
