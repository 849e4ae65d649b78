// Maps: {% map "key" label points_url … %}{% endmap %}. Works without any tiles: plain ground with names of places.
//
// data-points   address of GeoJSON for what is in sight (bbox and zoom are added). Without bbox it answers {fit: [w,s,e,n]}.
//               A feature with `count` is a cluster (box, text), any other a pin (id, mark, tone, name, sub, facts, url).
// data-places   address of names to put on the ground (name, rank 1 or 2, count), fetched once
// data-shapes   address of GeoJSON outlines (id, name, tone, url), fetched once and after refresh()
// data-pick     address that answers what a lasso caught: posted {shape} or {bbox}, answers {ids, count, text} or 422 {message}
// data-into     id of the field that receives the outline drawn, as the text of a GeoJSON polygon; what it holds is shown
// data-fit      west,south,east,north to look at first
//
// Events of the element: ec:map-ready, ec:map-moved {bbox}, ec:map-caught {ids, count, text}, ec:map-point {id} (a pin is
// pointed at, or "" no more), ec:map-drawn {shape}. `mapOf(element)` answers its OneMap for refresh, point, mark.

import { Map as GroundMap, Marker, AttributionControl, ScaleControl } from "../vendor/maplibre-gl.mjs";
import { Drawing } from "./map-draw.js";

/** @param {string} name */
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const nothing = () => ({ type: "FeatureCollection", features: [] });
/** @type {WeakMap<Element, OneMap>} */
const made = new WeakMap();

/** @param {Element | null} element @returns {OneMap | undefined} */
export const mapOf = (element) => (element ? made.get(element) : undefined);

/** @param {string} text @returns {[number, number, number, number] | null} */
function boxOf(text) {
  const parts = (text || "").split(",").map(Number);
  return parts.length === 4 && parts.every(Number.isFinite) ? /** @type {[number, number, number, number]} */ (parts) : null;
}

/** Lines of a quiet net, so that moving plain ground is seen to move. @param {any} map */
function net(map) {
  const bounds = map.getBounds();
  const step = 2 ** Math.round(Math.log2(Math.max(1e-4, (bounds.getEast() - bounds.getWest()) / 6)));
  const lines = [];
  const [west, east, south, north] = [bounds.getWest(), bounds.getEast(), Math.max(-85, bounds.getSouth()), Math.min(85, bounds.getNorth())];
  for (let lon = Math.ceil(west / step) * step; lon < east; lon += step) lines.push([[lon, south], [lon, north]]);
  for (let lat = Math.ceil(south / step) * step; lat < north; lat += step) lines.push([[west, lat], [east, lat]]);
  return { type: "Feature", properties: {}, geometry: { type: "MultiLineString", coordinates: lines } };
}

class OneMap {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.say = element.dataset;
    this.ground = JSON.parse(element.dataset.ground || "{}");
    /** @type {globalThis.Map<string, {marker: any, feature: any, button: HTMLButtonElement}>} */
    this.pins = new globalThis.Map();
    /** @type {Set<string>} */
    this.marked = new Set();
    this.names = [];
    this.asked = 0;
    this.held = "";
    try {
      this.map = new GroundMap({
        container: /** @type {HTMLElement} */ (element.querySelector(".ec-map-canvas")),
        style: this.ground.style || this.style(), attributionControl: false, dragRotate: false, pitchWithRotate: false,
        touchPitch: false, renderWorldCopies: false, maxZoom: this.ground.max_zoom || 19, fadeDuration: 0,
        center: [105, 35], zoom: 3, locale: { "Map.Title": element.dataset.label || "" },
      });
    } catch {
      this.tell(this.say.sayNoWebgl || "");
      element.classList.add("off");
      return;
    }
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    if (this.ground.attribution) this.map.addControl(new AttributionControl({ compact: true, customAttribution: this.ground.attribution }), "bottom-right");
    this.map.addControl(new ScaleControl({ maxWidth: 80 }), "bottom-left");
    this.drawing = new Drawing(this);
    this.map.on("style.load", () => this.layers());
    this.map.on("moveend", () => this.moved());
    this.map.on("move", () => this.placeFloat());
    this.map.on("error", (/** @type {any} */ event) => { if (!event.sourceId) console.warn(event.error); });
    this.map.once("style.load", () => this.begin());
    this.buttons();
    document.addEventListener("ec:theme", () => this.paint());
  }

  /** Our own ground: one colour, a net or the configured tiles, nothing fetched from elsewhere. */
  style() {
    const sources = this.ground.tiles ? { tiles: { type: "raster", tiles: [new URL(this.ground.tiles, location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}")], tileSize: 256, maxzoom: this.ground.max_zoom } } : {};
    return { version: 8, sources, layers: [{ id: "ground", type: "background", paint: { "background-color": token("--ec-map-land") } },
      ...(this.ground.tiles ? [{ id: "tiles", type: "raster", source: "tiles" }] : [])] };
  }

  /** What is drawn on any ground: the net, outlines, and what is being drawn. */
  layers() {
    const map = this.map;
    for (const id of ["net", "shapes", "draft"]) if (!map.getSource(id)) map.addSource(id, { type: "geojson", data: nothing() });
    const add = (/** @type {any} */ layer) => { if (!map.getLayer(layer.id)) map.addLayer(layer); };
    add({ id: "net", type: "line", source: "net", paint: { "line-width": 1.5 } });
    add({ id: "shapes-fill", type: "fill", source: "shapes", paint: { "fill-opacity": 0.12 } });
    add({ id: "shapes-line", type: "line", source: "shapes", paint: { "line-width": 1.5 } });
    add({ id: "draft-fill", type: "fill", source: "draft", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-opacity": 0.14 } });
    add({ id: "draft-line", type: "line", source: "draft", paint: { "line-width": 2 } });
    this.paint();
  }

  /** Colours come from the tokens, light or dark. */
  paint() {
    const map = this.map;
    if (!map?.getLayer("net")) return;
    if (map.getLayer("ground")) map.setPaintProperty("ground", "background-color", token("--ec-map-land"));
    if (map.getLayer("tiles")) {
      const dark = document.documentElement.dataset.bsTheme === "dark";
      map.setPaintProperty("tiles", "raster-brightness-max", dark ? 0.62 : 1);
      map.setPaintProperty("tiles", "raster-saturation", dark ? -0.6 : -0.25);
    }
    map.setPaintProperty("net", "line-color", token("--ec-map-road"));
    const tones = ["match", ["get", "tone"], "a", token("--ec-c1"), "b", token("--ec-c3"), "c", token("--ec-c4"), "d", token("--ec-c5"), "w", token("--ec-warn-dot"), "x", token("--ec-bad-dot"), token("--ec-c2")];
    for (const [id, kind] of [["shapes-fill", "fill-color"], ["shapes-line", "line-color"]]) map.setPaintProperty(id, kind, tones);
    for (const [id, kind] of [["draft-fill", "fill-color"], ["draft-line", "line-color"]]) map.setPaintProperty(id, kind, token("--ec-accent"));
  }

  /** @param {string} source @param {any} data */
  put(source, data) { this.map?.getSource(source)?.setData(data); }

  async begin() {
    this.isReady = true;
    this.drawing?.show();
    const fit = boxOf(this.say.fit || "");
    if (fit) this.fit(fit, false);
    else await this.fitAll(false);
    this.refresh();
    if (this.say.places) this.get(this.say.places).then((found) => { this.names = found?.features || []; this.nameGround(); });
    this.element.dispatchEvent(new CustomEvent("ec:map-ready", { bubbles: true }));
  }

  /** @param {[number, number, number, number]} box @param {boolean} glide */
  fit(box, glide = true) {
    const [west, south, east, north] = box;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map.fitBounds([[west, south], [east, north]], { padding: Math.min(36, this.element.clientHeight / 8), maxZoom: 16, duration: glide && !still ? 300 : 0 });
  }

  async fitAll(glide = true) {
    const outline = this.drawing?.box();
    if (outline) { this.fit(outline, glide); return; }
    const answer = this.say.points ? await this.get(this.say.points) : this.shapesBox();
    if (answer?.fit) this.fit(answer.fit, glide);
    else if (this.say.points && answer) this.tell(this.say.sayNone || "");
  }

  /** The box around the outlines that are shown. */
  shapesBox() {
    const all = (this.shapes || []).flatMap((/** @type {any} */ one) => one.geometry.coordinates.flat(one.geometry.type === "Polygon" ? 1 : 2));
    if (!all.length) return null;
    const [lons, lats] = [0, 1].map((at) => all.map((/** @type {number[]} */ place) => place[at]));
    return { fit: [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] };
  }

  bbox() {
    const bounds = this.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((value) => value.toFixed(6)).join(",");
  }

  moved() {
    if (!this.ground.tiles && !this.ground.style) this.put("net", net(this.map));
    if (!this.isReady) return;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.load(), 120);
    this.nameGround();
    this.element.dispatchEvent(new CustomEvent("ec:map-moved", { bubbles: true, detail: { bbox: this.bbox() } }));
  }

  /** @param {string} address @param {RequestInit} [options] @returns {Promise<any>} */
  async get(address, options = {}) {
    try {
      const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" }, ...options });
      const found = await answer.json();
      if (answer.ok || answer.status === 422) return found;
    } catch (wrong) { if (/** @type {Error} */ (wrong).name === "AbortError") return null; }
    this.tell(this.say.sayFailed || "", () => this.refresh());
    return null;
  }

  /** Fetch again what is shown, from another address if one is given. @param {{points?: string, shapes?: string, fit?: boolean}} [change] */
  async refresh(change = {}) {
    if (change.points !== undefined) this.say.points = change.points;
    if (change.shapes !== undefined) this.say.shapes = change.shapes;
    if (!this.isReady) return;
    if (this.say.shapes) {
      const found = await this.get(this.say.shapes);
      this.shapes = found?.features || [];
      this.put("shapes", found || nothing());
      if (!this.say.points && !this.say.fit && !this.drawing?.box()) { const around = this.shapesBox(); if (around) this.fit(/** @type {any} */ (around.fit), false); }
    }
    if (change.fit) await this.fitAll();
    await this.load();
    this.nameGround();
  }

  async load() {
    if (!this.say.points) return;
    const turn = ++this.asked;
    this.stop?.abort();
    this.stop = new AbortController();
    const address = new URL(this.say.points, location.href);
    address.searchParams.set("bbox", this.bbox());
    address.searchParams.set("zoom", String(Math.floor(this.map.getZoom())));
    const found = await this.get(address.href, { signal: this.stop.signal });
    if (!found || turn !== this.asked) return;
    this.drawPins(found.features);
    this.element.dataset.total = String(found.total ?? found.features.length);
  }

  /** Pins that stay are kept, so that nothing flickers. @param {any[]} features */
  drawPins(features) {
    const wanted = new globalThis.Map(features.map((feature) => [feature.properties.id || `c${feature.geometry.coordinates}`, feature]));
    for (const [key, pin] of this.pins) if (!wanted.has(key)) { pin.marker.remove(); this.pins.delete(key); }
    for (const [key, feature] of wanted) {
      const held = this.pins.get(key);
      if (held) { held.feature = feature; continue; }
      const button = this.pinOf(feature);
      const marker = new Marker({ element: button, anchor: "center" }).setLngLat(feature.geometry.coordinates).addTo(this.map);
      this.pins.set(key, { marker, feature, button });
    }
    this.showMarked();
    const first = [...this.pins.values()][0];
    if (first && ![...this.pins.values()].some((pin) => pin.button.tabIndex === 0)) first.button.tabIndex = 0;
  }

  /** @param {any} feature */
  pinOf(feature) {
    const { count, text, mark, tone, name, id } = feature.properties;
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    const many = count > 1;
    button.className = many ? `ec-cluster${count >= 1000 ? " l" : count >= 100 ? " m" : ""}` : `ec-pin ${id ? "" : "far "}${tone || "none"}`;
    button.textContent = many ? text : id ? mark : "";
    queueMicrotask(() => button.setAttribute("aria-label", many ? text : name || mark || "1"));
    button.addEventListener("click", (event) => this.clicked(feature, event));
    button.addEventListener("mouseenter", () => this.point(id || "", feature, true));
    button.addEventListener("focus", () => this.point(id || "", feature, true));
    button.addEventListener("mouseleave", () => this.point("", null, true));
    button.addEventListener("blur", () => this.point("", null, true));
    button.addEventListener("keydown", (event) => this.keyOnPin(button, event));
    return button;
  }

  /** @param {any} feature @param {MouseEvent} event */
  clicked(feature, event) {
    const { box, url, id } = feature.properties;
    event.stopPropagation();
    if (!id) { const around = boxOf(box || ""); if (around) this.fit(around); return; }
    if (event.detail === 0 && url) { location.assign(url); return; }  // Enter on the keyboard
    this.held = this.held === id ? "" : id;
    this.point(id, feature, true);
  }

  /** The arrows go to the next pin in their direction. @param {HTMLButtonElement} from @param {KeyboardEvent} event */
  keyOnPin(from, event) {
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (event.key === "Escape") { this.held = ""; this.map.getCanvas().focus(); }
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const centre = (/** @type {Element} */ element) => { const r = element.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; };
    const [x, y] = centre(from);
    let best = null, least = Infinity;
    for (const { button } of this.pins.values()) {
      const [dx, dy] = centre(button).map((value, at) => value - [x, y][at]);
      const along = dx * way[0] + dy * way[1], aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
      if (along > 1 && along + 2 * aside < least) { least = along + 2 * aside; best = button; }
    }
    if (!best) return;
    from.tabIndex = -1;
    best.tabIndex = 0;
    best.focus();
  }

  /** Lift a pin out, and show what it is. @param {string} id @param {any} [feature] @param {boolean} [fromMap] */
  point(id, feature = null, fromMap = false) {
    const wanted = id || this.held;
    const known = feature && feature.properties.id === wanted ? feature : this.pins.get(wanted)?.feature || null;
    for (const [key, pin] of this.pins) pin.button.classList.toggle("hv", key === wanted && !!wanted);
    this.shown = known;
    this.fillFloat();
    if (fromMap) this.element.dispatchEvent(new CustomEvent("ec:map-point", { bubbles: true, detail: { id: wanted } }));
  }

  /** Show a place that may hide in a cluster: a pin of its own for as long as it is pointed at. @param {any} feature */
  pointAt(feature) {
    this.guest?.remove();
    this.guest = null;
    if (!feature) { this.point(""); return; }
    if (this.pins.has(feature.properties.id)) { this.point(feature.properties.id); return; }
    const button = document.createElement("span");
    button.className = `ec-pin hv ${feature.properties.tone || "none"}`;
    button.textContent = feature.properties.mark || "";
    this.guest = new Marker({ element: button, anchor: "center" }).setLngLat(feature.geometry.coordinates).addTo(this.map);
    button.removeAttribute("role");
    button.removeAttribute("aria-label");
    button.removeAttribute("tabindex");
    button.ariaHidden = "true";
    this.shown = feature;
    this.fillFloat();
  }

  fillFloat() {
    const float = /** @type {HTMLElement} */ (this.element.querySelector(".ec-map-float"));
    const about = this.shown?.properties;
    float.hidden = !about?.name;
    if (!about?.name) return;
    const line = (/** @type {string} */ cls, /** @type {string} */ text) => { const part = document.createElement("span"); part.className = cls; part.textContent = text; return part; };
    const name = document.createElement(about.url ? "a" : "b");
    name.textContent = about.name;
    if (about.url) name.setAttribute("href", about.url);
    const facts = document.createElement("div");
    facts.className = "facts";
    for (const [label, value] of about.facts || []) { const one = document.createElement("div"); one.append(line("f", label), line("b", value)); facts.append(one); }
    const head = document.createElement("div");
    head.className = "row-x";
    if (/^[ABC]$/.test(about.mark || "")) head.append(line(`gr ${about.mark}`, about.mark));
    head.append(name);
    float.replaceChildren(head, line("f sub", about.sub || ""), facts);
    this.placeFloat();
  }

  placeFloat() {
    const float = /** @type {HTMLElement} */ (this.element.querySelector(".ec-map-float"));
    if (float.hidden || !this.shown) return;
    const at = this.map.project(this.shown.geometry.coordinates);
    const [wide, high] = [this.element.clientWidth, this.element.clientHeight];
    const left = Math.max(8, Math.min(wide - float.offsetWidth - 8, at.x - float.offsetWidth / 2));
    const above = at.y - float.offsetHeight - 16;
    float.style.transform = `translate(${left}px, ${above > 48 ? above : Math.min(high - float.offsetHeight - 8, at.y + 18)}px)`;
  }

  /** Which pins belong to what is picked. @param {Iterable<string>} ids */
  mark(ids) { this.marked = new Set(ids); this.showMarked(); }

  showMarked() {
    for (const [key, pin] of this.pins) pin.button.classList.toggle("on", this.marked.has(key));
  }

  /** Names of places where there is room for them: cities from afar, districts from near. */
  nameGround() {
    for (const marker of this.labels || []) marker.remove();
    /** @type {any[]} */
    this.labels = [];
    if (this.ground.style || this.ground.tiles) return;
    const near = this.map.getZoom() >= 9.5;
    /** @type {{x: number, y: number}[]} */
    const taken = [];
    const seen = this.map.getBounds();
    const inSight = this.names.filter((/** @type {any} */ one) => seen.contains(one.geometry.coordinates));
    const fitting = inSight.filter((/** @type {any} */ one) => one.properties.rank === (near ? 2 : 1));
    for (const one of fitting.length ? fitting : inSight) {
      const at = this.map.project(one.geometry.coordinates);
      if (taken.length > 24 || taken.some((other) => Math.abs(other.x - at.x) < 90 && Math.abs(other.y - at.y) < 28)) continue;
      taken.push(at);
      const word = document.createElement("span");
      word.className = "ec-place";
      word.textContent = one.properties.name;
      const marker = new Marker({ element: word, anchor: "bottom", offset: [0, -18] }).setLngLat(one.geometry.coordinates).addTo(this.map);
      for (const name of ["role", "aria-label", "tabindex"]) word.removeAttribute(name);
      this.labels.push(marker);
    }
  }

  /** One sentence in the map. @param {string} text @param {() => void} [again] */
  tell(text, again) {
    const place = /** @type {HTMLElement} */ (this.element.querySelector(".ec-map-say"));
    place.hidden = !text;
    place.textContent = text;
    if (!again) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = this.say.sayAgain || "";
    button.addEventListener("click", () => { this.tell(""); again(); });
    place.append(" ", button);
  }

  buttons() {
    const on = (/** @type {string} */ name, /** @type {() => void} */ act) => this.element.querySelector(`[data-map-${name}]`)?.addEventListener("click", act);
    on("in", () => this.map.zoomIn());
    on("out", () => this.map.zoomOut());
    on("fit", () => this.fitAll());
    on("view", () => this.catch({ bbox: this.bbox() }));
    on("lasso", () => this.drawing?.toggle(true));
    on("drawing", () => this.drawing?.toggle(false));
    on("clear", () => this.drawing?.clear());
  }

  /** Ask the server what is inside. @param {{shape?: any, bbox?: string}} asked */
  async catch(asked) {
    const address = new URL(this.say.pick || "", location.href);
    address.search = new URL(this.say.points || "", location.href).search;
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers") || "{}"), "Content-Type": "application/json" };
    const found = await this.get(address.href, { method: "POST", headers, body: JSON.stringify(asked) });
    if (!found) return;
    if (!found.ids) { this.drawing?.clear(); this.tell(found.message || ""); return; }
    this.tell(found.text || "");
    this.mark(found.ids);
    this.element.dispatchEvent(new CustomEvent("ec:map-caught", { bubbles: true, detail: found }));
  }
}

for (const element of document.querySelectorAll("[data-map]")) {
  if (element instanceof HTMLElement && !made.has(element)) made.set(element, new OneMap(element));
}
