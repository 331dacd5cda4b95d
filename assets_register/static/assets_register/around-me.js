// <around-me>: a button that asks the browser where it is, and looks there. Without scripts there is the
// postcode beside it. Three decimals, some 100 metres: the address of the list says no house.
class AroundMe extends HTMLElement {
  connectedCallback() {
    if (!navigator.geolocation) return;
    const button = this.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => {
      button.setAttribute("aria-busy", "true");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => this.#go(coords),
        () => {
          button.removeAttribute("aria-busy");
          this.querySelector("[role=status]").textContent = this.dataset.wrong;
        },
        { timeout: 10_000, maximumAge: 300_000 },
      );
    });
  }

  #go({ latitude, longitude }) {
    const { form } = this.querySelector("button");
    form.elements.near.value = "";
    const at = form.elements.at ?? Object.assign(document.createElement("input"), { type: "hidden", name: "at" });
    at.value = `${latitude.toFixed(3)},${longitude.toFixed(3)}`;
    form.append(at);
    form.requestSubmit();
  }
}

customElements.define("around-me", AroundMe);
