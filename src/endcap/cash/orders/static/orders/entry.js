// Entering an order by keyboard: find a product, Enter, quantity, Enter. What is typed survives a reload.

const form = /** @type {HTMLFormElement} */ (document.querySelector("#entry"));
const find = /** @type {HTMLInputElement} */ (document.querySelector("#find-sku"));
const quantity = /** @type {HTMLInputElement} */ (document.querySelector("#add-qty"));
const hits = /** @type {HTMLElement} */ (document.querySelector("#sku-hits"));
const KEY = `endcap.order.${form.dataset.outlet}`;

/** @typedef {{ sku: string, qty: string, price: string, price_note: string }} Line */
/** The product that Enter has chosen. @type {{ code: string, unit: string } | null} */
let chosen = null;
let asked = 0;
let asking = 0;

/** @param {ParentNode} row @param {string} name */
const valueOf = (row, name) => /** @type {HTMLInputElement | null} */ (row.querySelector(`[name=${name}]`))?.value ?? "";

/** @returns {Line[]} */
const typed = () => [...form.querySelectorAll("[data-line]")].map((row) => (
  { sku: valueOf(row, "sku"), qty: valueOf(row, "qty"), price: valueOf(row, "price"), price_note: valueOf(row, "price_note") }));

function keep() {
  const kept = { id: valueOf(form, "id"), lines: typed(), note: valueOf(form, "note"), requested: valueOf(form, "requested_on") };
  try {
    if (kept.lines.length) localStorage.setItem(KEY, JSON.stringify(kept));
    else localStorage.removeItem(KEY);
  } catch { /* a browser that keeps nothing still takes orders */ }
}

/** Ask the house what these lines cost and whether the goods are there. @param {Line[]} lines */
async function price(lines) {
  const number = (asking += 1);
  const body = new FormData(form);
  for (const name of ["sku", "qty", "price", "price_note"]) {
    body.delete(name);
    for (const line of lines) body.append(name, line[/** @type {keyof Line} */ (name)]);
  }
  const answer = await fetch(form.dataset.priceUrl || "", { method: "POST", body, headers: { "HX-Request": "true" } });
  if (!answer.ok || number !== asking) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const focused = document.activeElement?.id;
  for (const id of ["entry-lines", "entry-side"]) {
    const fresh = page.getElementById(id);
    if (fresh) document.getElementById(id)?.replaceWith(document.adoptNode(fresh));
  }
  if (focused) document.getElementById(focused)?.focus();
  keep();
}

/** @param {string} code @param {string} amount */
function add(code, amount) {
  const lines = typed();
  const known = lines.find((line) => line.sku === code);
  if (known) known.qty = amount;
  else lines.push({ sku: code, qty: amount, price: "", price_note: "" });
  return price(lines);
}

function shut() {
  hits.hidden = true;
  find.setAttribute("aria-expanded", "false");
}

/** @returns {Promise<void>} */
async function look() {
  const number = (asked += 1);
  const words = find.value.trim();
  if (!words) { shut(); return; }
  const answer = await fetch(`${form.dataset.findUrl}?q=${encodeURIComponent(words)}`, { headers: { "HX-Request": "true" } });
  if (number !== asked || !answer.ok) return;
  hits.innerHTML = await answer.text();
  hits.querySelector("button")?.classList.add("on");
  hits.hidden = false;
  find.setAttribute("aria-expanded", "true");
}

/** @param {HTMLElement} hit */
function choose(hit) {
  chosen = { code: hit.dataset.code || "", unit: hit.dataset.unit || "" };
  find.value = hit.dataset.name || "";
  shut();
  quantity.value = "";
  quantity.placeholder = `3${chosen.unit}`;
  quantity.focus();
}

/** @param {number} step */
function walk(step) {
  const list = [...hits.querySelectorAll("button")];
  const now = list.findIndex((one) => one.classList.contains("on"));
  const next = list[Math.max(0, Math.min(list.length - 1, now + step))];
  for (const one of list) one.classList.toggle("on", one === next);
  next?.scrollIntoView({ block: "nearest" });
}

let wait = 0;
find.addEventListener("input", () => {
  chosen = null;
  window.clearTimeout(wait);
  wait = window.setTimeout(look, 120);
});
find.addEventListener("keydown", async (event) => {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); walk(event.key === "ArrowDown" ? 1 : -1); }
  if (event.key === "Escape") shut();
  if (event.key !== "Enter" || event.ctrlKey) return;
  event.preventDefault();
  window.clearTimeout(wait);
  if (hits.hidden || wait) await look(); // a scanner types faster than answers come
  const hit = hits.querySelector("button.on") || hits.querySelector("button");
  if (hit instanceof HTMLElement) choose(hit);
});
hits.addEventListener("mousedown", (event) => {
  const hit = event.target instanceof Element ? event.target.closest("button") : null;
  if (hit instanceof HTMLElement) { event.preventDefault(); choose(hit); }
});
quantity.addEventListener("keydown", (event) => {
  if (event.isComposing || event.key !== "Enter" || event.ctrlKey) return;
  event.preventDefault();
  if (!chosen) { find.focus(); return; }
  const words = quantity.value.trim() || "1";
  add(chosen.code, /^[\d.]+$/.test(words) ? `${words}${chosen.unit}` : words);
  chosen = null;
  find.value = quantity.value = "";
  find.focus();
});

form.addEventListener("change", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-line]")) price(typed());
  else keep();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); form.requestSubmit(document.querySelector("button[value=confirm]")); return; }
  const inLine = event.target instanceof HTMLInputElement && event.target.closest("[data-line]");
  if (event.key === "Enter" && !event.isComposing && inLine) { event.preventDefault(); price(typed()); find.focus(); }
});
document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const drop = event.target.closest("[data-drop]");
  if (drop) {
    const row = drop.closest("[data-line]");
    row?.remove();
    price(typed());
    find.focus();
  }
  const more = event.target.closest("[data-add]");
  if (more instanceof HTMLElement) add(more.dataset.add || "", more.dataset.qty || "1");
});

/** Go on with what was typed before the page was closed, unless the page brings lines of its own. */
function restore() {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(KEY) || "null"); } catch { /* unreadable: begin anew */ }
  if (form.dataset.given !== undefined || !kept?.lines?.length) { price(typed()); return; }
  const id = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=id]"));
  if (id && kept.id) id.value = kept.id;
  for (const [name, value] of [["note", kept.note], ["requested_on", kept.requested]]) {
    const field = /** @type {HTMLInputElement | null} */ (form.querySelector(`[name=${name}]`));
    if (field && value) field.value = value;
  }
  price(kept.lines);
}
restore();
find.focus();
