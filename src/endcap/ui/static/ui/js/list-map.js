// A list and a map that show the same rows: pointing at one shows the other, a lasso ticks rows, moving the map may filter.
// Rows carry data-id, data-at="lon,lat", data-mark and data-tone; the element with data-map-points says what the map shows.

import { mapOf } from "./map.js";

const place = document.querySelector("[data-map]");
const results = document.querySelector("#results");

/** @param {Element | null} row */
function featureOf(row) {
  if (!(row instanceof HTMLElement) || !row.dataset.at) return null;
  const name = row.querySelector(".name");
  return {
    type: "Feature", geometry: { type: "Point", coordinates: row.dataset.at.split(",").map(Number) },
    properties: { id: row.dataset.id, mark: row.dataset.mark || "·", tone: (row.dataset.tone || "none").toLowerCase(),
      name: name?.textContent?.trim() || "", url: row.dataset.href, sub: row.querySelector(".c-main .f")?.textContent?.trim() || "" },
  };
}

/** @param {EventTarget | null} target */
const rowOf = (target) => (target instanceof Element ? target.closest("#results tr[data-id]") : null);

let shown = "";
/** @param {Element | null} row */
function point(row) {
  const id = row instanceof HTMLElement ? row.dataset.id || "" : "";
  if (id === shown) return;
  shown = id;
  mapOf(place)?.pointAt(featureOf(row));
}
document.addEventListener("mouseover", (event) => { const row = rowOf(event.target); if (row || rowOf(/** @type {MouseEvent} */ (event).relatedTarget)) point(row); });
results?.addEventListener("mouseleave", () => point(null));
document.addEventListener("focusin", (event) => { const row = rowOf(event.target); if (row) point(row); });
document.addEventListener("keyup", () => { const row = document.querySelector("#results tr.hv"); if (row) point(row); });

document.addEventListener("ec:map-point", (event) => {
  const { id } = /** @type {CustomEvent} */ (event).detail;
  for (const row of document.querySelectorAll("#results tr[data-id]")) row.classList.toggle("pointed", row instanceof HTMLElement && row.dataset.id === id && !!id);
});

// What a lasso caught is ticked: rows on the page, and the rest by their ids.
document.addEventListener("ec:map-caught", (event) => {
  const { ids } = /** @type {CustomEvent} */ (event).detail;
  document.dispatchEvent(new CustomEvent("ec:pick", { detail: { ids } }));
});
document.addEventListener("ec:picked", (event) => mapOf(place)?.mark(/** @type {CustomEvent} */ (event).detail.ids));

// The list follows the map while the box is ticked.
const follow = document.querySelector("[data-map-follow]");
const isFollowing = () => follow instanceof HTMLInputElement && follow.checked;
/** @param {string} bbox */
function filterBy(bbox) {
  const address = new URL(location.href);
  for (const name of ["after", "box"]) address.searchParams.delete(name);
  if (bbox) address.searchParams.set("box", bbox);
  if (address.href === location.href) return;
  // @ts-ignore htmx is a global of its own file
  window.htmx?.ajax("GET", address.pathname + address.search, { target: "#results", swap: "innerHTML" }).then(() => history.replaceState(history.state, "", address.href));
}
/** @type {ReturnType<typeof setTimeout> | undefined} */
let later;
document.addEventListener("ec:map-moved", (event) => {
  if (!isFollowing()) return;
  clearTimeout(later);
  later = setTimeout(() => filterBy(/** @type {CustomEvent} */ (event).detail.bbox), 400);
});
follow?.addEventListener("change", () => filterBy(isFollowing() ? mapOf(place)?.bbox() || "" : ""));

// Another filter: the map shows its outlets.
let points = place instanceof HTMLElement ? place.dataset.points : "";
document.addEventListener("htmx:afterSettle", () => {
  const told = document.querySelector("[data-map-points]");
  if (!(told instanceof HTMLElement) || told.dataset.mapPoints === points) return;
  points = told.dataset.mapPoints || "";
  mapOf(place)?.refresh({ points, fit: !isFollowing() });
});
