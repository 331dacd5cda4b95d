// <place-map>: Leaflet on top of the drawn map. The server makes the clusters; without this module
// the drawn map and the lists stay as they are.

const loaded = new Map();

function load(tag, attributes) {
  const address = attributes.src ?? attributes.href;
  if (!loaded.has(address)) {
    loaded.set(address, new Promise((done, failed) => {
      const element = Object.assign(document.createElement(tag), attributes);
      element.addEventListener("load", done);
      element.addEventListener("error", failed);
      document.head.append(element);
    }));
  }
  return loaded.get(address);
}

class PlaceMap extends HTMLElement {
  #map; #spots; #names = []; #asked = 0; #said;

  async connectedCallback() {
    const { leaflet, leafletCss } = this.dataset;
    const drawn = this.querySelector(".drawn-map");
    try {
      await Promise.all([
        load("link", { rel: "stylesheet", href: leafletCss }),
        load("script", { src: leaflet }),
      ]);
      if (this.isConnected && !this.#map) await this.#begin(drawn);
    } catch {
      this.#say(this.dataset.lost);
    }
  }

  async #begin(drawn) {
    const L = window.L;
    const frame = document.createElement("div");
    frame.className = "place-map__live";
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", this.dataset.label);
    this.#said = document.createElement("p");
    this.#said.className = "place-map__said";
    this.#said.setAttribute("role", "status");
    drawn.after(frame, this.#said);
    drawn.remove();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#map = L.map(frame, {
      zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm,
      minZoom: 8, maxZoom: 18, zoomSnap: 0.5, scrollWheelZoom: false,
    });
    this.#map.attributionControl.setPrefix(false);
    const [west, south, east, north] = this.dataset.box.split(",").map(Number);
    this.#map.fitBounds([[south, west], [north, east]], { padding: [24, 24], maxZoom: 16 });
    if (this.dataset.tiles) {
      L.tileLayer(this.dataset.tiles, { attribution: this.dataset.credit, maxZoom: 19 }).addTo(this.#map);
    }
    await this.#outline(L);
    this.#spots = L.layerGroup().addTo(this.#map);
    this.#map.on("moveend", () => this.#refresh());
    this.#map.on("focus", () => this.#map.scrollWheelZoom.enable());
    this.#map.on("blur", () => this.#map.scrollWheelZoom.disable());
    await this.#refresh();
  }

  async #outline(L) {
    const answer = await fetch(this.dataset.outline);
    if (!answer.ok) return;
    const data = await answer.json();
    const tiles = Boolean(this.dataset.tiles);
    L.geoJSON(data, {
      interactive: false,
      filter: (feature) => feature.properties.layer !== "base" || !tiles,
      pointToLayer: () => null,
      // Looks come from the style sheet: class names only.
      style: ({ properties, geometry }) => ({
        className: properties.layer === "base"
          ? `map-base map-base--${properties.kind ?? "shape"}${geometry.type.includes("Line") ? " map-base--line" : ""}`
          : `map-area${tiles ? " map-area--tiles" : ""}`,
        stroke: true, fill: true,
      }),
    }).addTo(this.#map);
    if (tiles) return; // they bring names of their own
    this.#map.createPane("names").style.zIndex = 450; // over the outlines, under the spaces
    for (const { properties: { name, name_at: places } } of data.features) {
      if (!places?.length) continue;
      const html = Object.assign(document.createElement("span"), { textContent: name });
      const icon = L.divIcon({ className: "map-name", iconSize: null, html });
      const [west, south] = places[0];
      const label = L.marker([south, west], { icon, pane: "names", interactive: false, keyboard: false });
      label.addTo(this.#map).getElement().setAttribute("aria-hidden", "true"); // the list below has them
      this.#names.push({ label, html, places });
    }
  }

  // A name is shown where it covers no space and no other name.
  #makeRoom() {
    const taken = [...this.querySelectorAll(".map-spot")].map((spot) => spot.getBoundingClientRect());
    for (const { label, html, places } of this.#names) {
      html.hidden = false;
      html.hidden = !places.some(([longitude, latitude]) => {
        label.setLatLng([latitude, longitude]);
        const box = html.getBoundingClientRect();
        const free = !taken.some((other) => box.left < other.right && other.left < box.right
          && box.top < other.bottom && other.top < box.bottom);
        if (free) taken.push(box);
        return free;
      });
    }
  }

  async #refresh() {
    const turn = ++this.#asked;
    const box = this.#map.getBounds();
    const query = new URLSearchParams(this.dataset.query.replace(/^\?/, ""));
    query.set("bbox", [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((n) => n.toFixed(6)).join());
    query.set("zoom", String(Math.round(this.#map.getZoom())));
    this.#say(this.dataset.wait);
    try {
      const answer = await fetch(`${this.dataset.clusters}?${query}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const { spots } = await answer.json();
      if (turn === this.#asked) this.#draw(spots);
    } catch {
      if (turn === this.#asked) this.#say(this.dataset.lost);
    }
  }

  #draw(spots) {
    const L = window.L;
    // Marks that are still right stay as they are, with the focus or the popup they have: a mark at
    // the edge comes into view, and so moves the map, when the Tab key reaches it.
    const wanted = new Map(spots.map((spot) => [this.#keyOf(spot), spot]));
    const held = document.activeElement;
    this.#spots.eachLayer((layer) => {
      if (wanted.delete(layer.spotKey) || layer.isPopupOpen?.()) return;
      if (layer.getElement() === held) this.#map.getContainer().focus({ preventScroll: true });
      this.#spots.removeLayer(layer);
    });
    for (const [key, spot] of wanted) {
      const marker = this.#marker(L, spot);
      marker.spotKey = key;
      marker.addTo(this.#spots);
    }
    this.#makeRoom();
    const total = spots.reduce((sum, spot) => sum + spot.count, 0);
    this.#say(this.dataset.shown.replace("{n}", total));
  }

  #keyOf(spot) {
    return [spot.lat, spot.lon, spot.count, ...spot.items.map((item) => item.url)].join();
  }

  #marker(L, spot) {
    const single = spot.items.length > 0;
    const size = single && spot.count === 1 ? 28 : Math.min(64, 40 + 3 * Math.sqrt(spot.count));
    const words = single
      ? spot.items.map((item) => item.name).join(", ")
      : this.dataset.many.replace("{n}", spot.count);
    const icon = L.divIcon({
      className: "map-spot", iconSize: [size, size], html: spot.count > 1 ? String(spot.count) : "",
    });
    const marker = L.marker([spot.lat, spot.lon], { icon, title: words, alt: words, keyboard: true });
    marker.on("add", () => marker.getElement()?.setAttribute("aria-label", words));
    if (single) {
      marker.bindPopup(() => this.#popup(spot.items), { minWidth: 180, maxWidth: 280, autoPanPadding: [20, 20] });
    } else {
      const closer = () => this.#map.setView([spot.lat, spot.lon], Math.min(18, this.#map.getZoom() + 2));
      marker.on("click", closer);
      marker.on("keypress", (event) => {
        if (event.originalEvent.key !== "Enter") return;
        this.#map.getContainer().focus(); // the marker is about to go: keep the keyboard on the map
        closer();
      });
    }
    return marker;
  }

  #popup(items) {
    const list = document.createElement("ul");
    for (const item of items) {
      const link = Object.assign(document.createElement("a"), { href: item.url, textContent: item.name });
      const row = document.createElement("li");
      row.append(link, item.line);
      list.append(row);
    }
    return list;
  }

  #say(words) {
    if (this.#said) this.#said.textContent = words;
  }
}

customElements.define("place-map", PlaceMap);
