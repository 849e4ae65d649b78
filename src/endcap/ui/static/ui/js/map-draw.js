// Drawing on a map: a lasso that picks, or an outline that is kept. By hand, corner by corner, or by keyboard alone.

import { Marker } from "../vendor/maplibre-gl.mjs";

/** @typedef {[number, number]} Place longitude, latitude */
/** @typedef {{x: number, y: number}} Pixel */

const MOST = 200;

/** @param {Pixel} a @param {Pixel} b @param {Pixel} c */
const side = (a, b, c) => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
/** @param {Pixel} a @param {Pixel} b @param {Pixel} c @param {Pixel} d */
const meet = (a, b, c, d) => side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);

/** The first two edges that meet elsewhere than in a corner. @param {Pixel[]} ring @param {boolean} isClosed */
export function crossing(ring, isClosed = true) {
  const edges = isClosed ? ring.length : ring.length - 1;
  for (let i = 0; i < edges; i++) {
    for (let j = i + 2; j < edges; j++) {
      if (isClosed && i === 0 && j === edges - 1) continue;
      if (meet(ring[i], ring[(i + 1) % ring.length], ring[j], ring[(j + 1) % ring.length])) return [i, j];
    }
  }
  return null;
}

/** Fewer corners for the same line. @param {Pixel[]} line @param {number} most the farthest that it may stray, in pixels @returns {Pixel[]} */
export function simpler(line, most) {
  if (line.length < 3) return line;
  const [from, to] = [line[0], line[line.length - 1]];
  const long = Math.hypot(to.x - from.x, to.y - from.y);
  let far = 0, at = 0;
  for (let n = 1; n < line.length - 1; n++) {
    const p = line[n];
    const off = long < 1 ? Math.hypot(p.x - from.x, p.y - from.y) : Math.abs((to.x - from.x) * (from.y - p.y) - (from.x - p.x) * (to.y - from.y)) / long;
    if (off > far) { far = off; at = n; }
  }
  if (far <= most) return [from, to];
  return [...simpler(line.slice(0, at + 1), most).slice(0, -1), ...simpler(line.slice(at), most)];
}

/** A loop drawn by hand overshoots where it closes: what hangs over is cut off. A figure of eight is left as it is. @param {Pixel[]} line */
export function trimmed(line) {
  const met = crossing(line, false);
  if (!met) return line;
  const [start, end] = met;
  const loop = line.slice(start + 1, end + 1);
  return loop.length > line.length * 0.6 ? loop : line;
}

export class Drawing {
  /** @param {any} owner the OneMap on which is drawn */
  constructor(owner) {
    this.owner = owner;
    this.map = owner.map;
    /** @type {Place[]} */
    this.corners = [];
    /** @type {any[]} */
    this.handles = [];
    this.isLasso = false;
    this.isOn = false;
    this.field = owner.say.into ? document.getElementById(owner.say.into) : null;
    const canvas = this.map.getCanvasContainer();
    canvas.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => this.down(event), true);
    canvas.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => this.move(event), true);
    canvas.addEventListener("pointerup", (/** @type {PointerEvent} */ event) => this.up(event), true);
    canvas.addEventListener("dblclick", (/** @type {Event} */ event) => { if (this.isOn) { event.preventDefault(); event.stopPropagation(); this.end(); } }, true);
    owner.element.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.key(event), true);
    this.read();
  }

  /** The outline that the field holds. */
  read() {
    try {
      const shape = JSON.parse(/** @type {HTMLInputElement | null} */ (this.field)?.value || "null");
      this.corners = (shape?.coordinates?.[0] || []).slice(0, -1);
    } catch { this.corners = []; }
  }

  /** @returns {[number, number, number, number] | null} */
  box() {
    if (this.isLasso || this.corners.length < 3) return null;
    const [lons, lats] = [this.corners.map((place) => place[0]), this.corners.map((place) => place[1])];
    return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  }

  /** @param {boolean} isLasso */
  toggle(isLasso) {
    if (this.isOn) { this.stop(); this.corners = []; this.read(); this.show(); return; }
    this.isLasso = isLasso;
    this.isOn = true;
    this.corners = [];
    this.owner.element.classList.add("drawing");
    this.owner.tell((isLasso ? this.owner.say.sayLasso : this.owner.say.sayDraw) || "");
    this.press(true);
    for (const name of ["dragPan", "doubleClickZoom", "boxZoom"]) this.map[name].disable();
    /** @type {HTMLElement} */ (this.owner.element.querySelector(".ec-map-cross")).hidden = false;
    this.show();
    this.map.getCanvas().focus();
  }

  /** @param {boolean} on */
  press(on) {
    this.owner.element.querySelector(this.isLasso ? "[data-map-lasso]" : "[data-map-drawing]")?.setAttribute("aria-pressed", String(on));
  }

  stop() {
    this.isOn = false;
    this.path = null;
    this.owner.element.classList.remove("drawing");
    this.press(false);
    for (const name of ["dragPan", "doubleClickZoom", "boxZoom"]) this.map[name].enable();
    /** @type {HTMLElement} */ (this.owner.element.querySelector(".ec-map-cross")).hidden = true;
    this.owner.tell("");
  }

  clear() {
    this.corners = [];
    if (!this.isLasso) this.keep();
    this.show();
  }

  /** @param {PointerEvent} event @returns {Pixel} */
  pixel(event) {
    const frame = this.map.getCanvasContainer().getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (!this.isOn || event.button !== 0) return;
    this.path = [this.pixel(event)];
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.isOn) return;
    const here = this.pixel(event);
    if (!this.path) { this.hand = here; if (this.corners.length) this.show(); return; }
    const last = this.path[this.path.length - 1];
    if (!this.isLasso || Math.hypot(here.x - last.x, here.y - last.y) < 3) return;
    this.path.push(here);
    this.owner.put("draft", this.feature(this.path.map((at) => this.place(at)), false));
  }

  /** @param {PointerEvent} event */
  up(event) {
    if (!this.isOn || !this.path) return;
    const path = this.path;
    this.path = null;
    if (this.isLasso && path.length > 6) {
      let most = 2;
      let line = simpler(trimmed(path), most);
      while (line.length > MOST) line = simpler(line, (most *= 2));
      this.corners = line.map((at) => this.place(at));
      this.end();
      return;
    }
    const here = this.pixel(event);
    const first = this.corners.length > 2 ? this.map.project(this.corners[0]) : null;
    if (first && Math.hypot(first.x - here.x, first.y - here.y) < 10) { this.end(); return; }
    this.add(this.place(here));
  }

  /** @param {Pixel} at @returns {Place} */
  place(at) { const { lng, lat } = this.map.unproject([at.x, at.y]); return [lng, lat]; }

  /** @param {Place} place */
  add(place) {
    const last = this.corners[this.corners.length - 1];
    if (last && last[0] === place[0] && last[1] === place[1]) return;
    this.corners.push(place);
    this.show();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!this.isOn) return;
    const onMap = event.target === this.map.getCanvas();
    if (event.key === "Escape") { event.stopPropagation(); this.stop(); this.corners = []; this.read(); this.show(); }
    else if (event.key === "Enter" && (onMap || this.corners.length > 2)) { event.preventDefault(); event.stopPropagation(); this.end(); }
    else if (event.key === " " && onMap) { event.preventDefault(); const centre = this.map.getCenter(); this.add([centre.lng, centre.lat]); }
    else if (event.key === "Backspace" && onMap) { event.preventDefault(); this.corners.pop(); this.show(); }
  }

  end() {
    if (this.corners.length < 3) { this.owner.tell(this.owner.say.sayFew || ""); return; }
    const shape = this.shape();
    const isLasso = this.isLasso;
    this.stop();
    this.show();
    if (isLasso) this.owner.catch({ shape });
    else this.keep();
  }

  shape() { return { type: "Polygon", coordinates: [[...this.corners, this.corners[0]]] }; }

  /** The field and whoever listens learn the new outline. */
  keep() {
    const text = this.corners.length > 2 ? JSON.stringify(this.shape()) : "";
    if (this.field instanceof HTMLInputElement || this.field instanceof HTMLTextAreaElement) {
      this.field.value = text;
      this.field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const crossed = this.corners.length > 3 && crossing(this.corners.map((place) => this.map.project(place)));
    this.owner.tell((crossed ? this.owner.say.sayCrosses : this.corners.length ? this.owner.say.sayEdit : "") || "");
    this.owner.element.dispatchEvent(new CustomEvent("ec:map-drawn", { bubbles: true, detail: { shape: text ? this.shape() : null } }));
  }

  /** @param {Place[]} places @param {boolean} isClosed */
  feature(places, isClosed) {
    const geometry = isClosed && places.length > 2 ? { type: "Polygon", coordinates: [[...places, places[0]]] } : { type: "LineString", coordinates: places };
    return { type: "Feature", properties: {}, geometry };
  }

  /** The line as it stands; a kept outline has handles. */
  show() {
    const open = this.isOn && this.hand && this.corners.length ? [...this.corners, this.place(this.hand)] : this.corners;
    // a figure of eight has no area to fill: its line alone shows where it crosses
    const eight = open.length > 3 && crossing(open.map((place) => this.map.project(place)));
    const line = eight ? this.feature([...open, open[0]], false) : this.feature(open, !this.isOn || open.length > 2);
    this.owner.put("draft", this.corners.length ? line : { type: "FeatureCollection", features: [] });
    for (const handle of this.handles) handle.remove();
    this.handles = [];
    const clear = this.owner.element.querySelector("[data-map-clear]");
    if (clear instanceof HTMLElement) clear.hidden = this.isLasso || !this.corners.length;
    if (this.isLasso && !this.isOn) return;
    this.corners.forEach((place, at) => this.handle(place, at, false));
    if (!this.isOn && !this.isLasso && this.corners.length > 2) {
      this.corners.forEach((place, at) => {
        const next = this.corners[(at + 1) % this.corners.length];
        this.handle([(place[0] + next[0]) / 2, (place[1] + next[1]) / 2], at + 1, true);
      });
    }
  }

  /** @param {Place} place @param {number} at @param {boolean} isNew */
  handle(place, at, isNew) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = isNew ? "ec-corner new" : "ec-corner";
    const marker = new Marker({ element: button, anchor: "center", draggable: !this.isOn }).setLngLat(place).addTo(this.map);
    button.setAttribute("aria-label", isNew ? this.owner.say.sayAdd : `${this.owner.say.sayCorner} ${at + 1}`);
    if (this.isOn) button.tabIndex = -1;
    const put = (/** @type {Place} */ where) => {
      if (isNew) this.corners.splice(at, 0, where);
      else this.corners[at] = where;
      this.show();
      this.keep();
    };
    marker.on("dragend", () => { const { lng, lat } = marker.getLngLat(); put([lng, lat]); });
    if (isNew) button.addEventListener("click", () => put(place));
    button.addEventListener("keydown", (event) => {
      const way = { ArrowRight: [8, 0], ArrowLeft: [-8, 0], ArrowDown: [0, 8], ArrowUp: [0, -8] }[event.key];
      if (way && !isNew) {
        event.preventDefault();
        event.stopPropagation();
        const here = this.map.project(this.corners[at]);
        put(this.place({ x: here.x + way[0], y: here.y + way[1] }));
        this.handles[at]?.getElement().focus();
      } else if ((event.key === "Delete" || event.key === "Backspace") && !isNew && this.corners.length > 3) {
        event.preventDefault();
        this.corners.splice(at, 1);
        this.show();
        this.keep();
        this.handles[Math.max(0, at - 1)]?.getElement().focus();
      }
    });
    this.handles.push(marker);
  }
}
