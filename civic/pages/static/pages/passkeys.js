// What asks for a passkey is there only where a script can do it.
for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;

// Says in words when a passkey was not used: the window was closed, or the machine has none.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const problem = document.getElementById("passkey-problem");
  problem.hidden = false;
  problem.scrollIntoView({ block: "nearest" });
});
