// Lists: moving with J and K, picking with X, opening with Enter, and the bar that counts what is picked.

/** @param {ParentNode} root @param {string} selector @returns {HTMLElement[]} */
const all = (root, selector) => [...root.querySelectorAll(selector)].filter((item) => item instanceof HTMLElement);

/** @returns {HTMLElement[]} */
const rows = () => all(document, "table[data-list] tbody tr[data-href], table[data-list] tbody tr[data-id]");

/** @param {HTMLElement | undefined} row @returns {HTMLInputElement | null} */
const boxOf = (row) => row?.querySelector(".c-pick input[type=checkbox]") ?? null;

/** @param {number} step */
function move(step) {
  const list = rows();
  if (!list.length) return;
  const now = list.findIndex((row) => row.classList.contains("hv"));
  const next = list[Math.max(0, Math.min(list.length - 1, now < 0 ? (step > 0 ? 0 : list.length - 1) : now + step))];
  for (const row of list) row.classList.toggle("hv", row === next);
  next.scrollIntoView({ block: "nearest" });
}

/** Ids picked that have no row on this page, from a lasso for instance. @type {Set<string>} */
let beyond = new Set();

/** @param {HTMLElement} form @returns {HTMLInputElement | null} */
const foundField = (form) => form.querySelector("input[name=found]");

/** @param {HTMLElement} form */
function count(form) {
  const boxes = /** @type {HTMLInputElement[]} */ (all(form, "tbody .c-pick input[type=checkbox]"));
  const ticked = boxes.filter((box) => box.checked).length;
  const found = foundField(form);
  if (found?.value && ticked < boxes.length) found.value = "";
  const here = new Set(boxes.map((box) => box.value));
  const others = [...beyond].filter((id) => !here.has(id));
  const picked = found?.value ? Number(found.dataset.total) : ticked + others.length;
  const more = form.querySelector("input[name=more]");
  if (more instanceof HTMLInputElement) more.value = others.join(",");
  for (const bar of all(form, "[data-picked]")) bar.hidden = picked === 0;
  for (const place of all(form, "[data-count]")) place.textContent = picked.toLocaleString("en-US");
  for (const button of all(form, "[data-pick-found]")) button.hidden = !!found?.value || picked === 0;
  for (const box of all(form, "[data-pick-all]")) {
    if (!(box instanceof HTMLInputElement)) continue;
    box.checked = picked > 0 && ticked === boxes.length;
    box.indeterminate = picked > 0 && ticked < boxes.length;
  }
  const ids = [...boxes.filter((box) => box.checked).map((box) => box.value), ...others];
  document.dispatchEvent(new CustomEvent("ec:picked", { detail: { ids } }));
  if (picked) document.body.dispatchEvent(new CustomEvent("ec:some-picked"));
}

/** Tick these, wherever they are. @param {HTMLElement} form @param {string[]} ids */
function pickThese(form, ids) {
  beyond = new Set(ids);
  for (const box of all(form, "tbody .c-pick input[type=checkbox]")) if (box instanceof HTMLInputElement) box.checked = beyond.has(box.value);
  count(form);
}
document.addEventListener("ec:pick", (event) => {
  const form = document.querySelector("form[data-pick]");
  if (form instanceof HTMLElement) pickThese(form, /** @type {CustomEvent} */ (event).detail.ids);
});

/** @param {HTMLElement} form @param {boolean} on */
function pickAll(form, on) {
  if (!on) { beyond = new Set(); const found = foundField(form); if (found) found.value = ""; }
  for (const box of all(form, "tbody .c-pick input[type=checkbox]")) if (box instanceof HTMLInputElement) box.checked = on;
  count(form);
}

/** @param {Element | null | undefined} element @returns {HTMLElement | null} */
const formOf = (element) => element?.closest("form[data-pick]") ?? null;

// A form in a window takes along what is picked in the list.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const list = document.querySelector("form[data-pick]");
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-with-picks]") || !(list instanceof HTMLFormElement)) return;
  for (const old of all(form, "input[data-picked-here]")) old.remove();
  for (const [name, value] of new FormData(list)) {
    if (name === "csrfmiddlewaretoken" || typeof value !== "string") continue;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    field.dataset.pickedHere = "";
    form.append(field);
  }
});

/** @type {HTMLInputElement | null} */
let last = null;

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement)) return;
  const form = formOf(box);
  if (!form) return;
  if (box.matches("[data-pick-all]")) pickAll(form, box.checked);
  else count(form);
});

document.addEventListener("click", (event) => {
  const target = event.target;
  if (!(target instanceof Element)) return;
  const box = target.closest(".c-pick input[type=checkbox]");
  if (box instanceof HTMLInputElement && formOf(box) && !box.matches("[data-pick-all]")) {
    if (event.shiftKey && last && last !== box) {
      const boxes = rows().map(boxOf);
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const between of boxes.slice(Math.max(0, from), to + 1)) if (between) between.checked = box.checked;
      const form = formOf(box);
      if (form) count(form);
    }
    last = box;
    return;
  }
  const form = formOf(target);
  if (form && target.closest("[data-unpick]")) { pickAll(form, false); return; }
  if (form && target.closest("[data-pick-found]")) {
    pickAll(form, true);
    const found = foundField(form);
    if (found) found.value = "1";
    count(form);
    return;
  }
  if (target.closest("[data-pick-mode]")) { document.body.classList.toggle("picking"); return; }
  const card = document.body.classList.contains("picking") ? target.closest("table[data-list] tbody tr") : null;
  if (card instanceof HTMLElement && !target.closest("input, button")) { event.preventDefault(); boxOf(card)?.click(); return; }
  if (target.closest("a, button, input, label, select, summary, textarea, .c-pick") || getSelection()?.toString()) return;
  const row = target.closest("table[data-list] tr[data-href]");
  if (row instanceof HTMLElement) {
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
    else location.assign(row.dataset.href || "");
  }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open], details.ec-menu[open]")) return;
  const target = event.target;
  if (target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT|BUTTON|A|SUMMARY)$/.test(target.tagName))
    && !(target instanceof HTMLInputElement && target.type === "checkbox")) return;
  const row = rows().find((item) => item.classList.contains("hv"));
  const key = event.key.toLowerCase();
  if (key === "j" || event.key === "ArrowDown" && row) { event.preventDefault(); move(1); }
  else if (key === "k" || event.key === "ArrowUp" && row) { event.preventDefault(); move(-1); }
  else if (key === "x" && row) { event.preventDefault(); boxOf(row)?.click(); }
  else if (event.key === "Enter" && row?.dataset.href) location.assign(row.dataset.href);
});

for (const form of all(document, "form[data-pick]")) count(form);
document.addEventListener("htmx:beforeSwap", (event) => { if (/** @type {Element} */ (event.target).querySelector?.("form[data-pick]")) beyond = new Set(); });
document.addEventListener("htmx:afterSettle", () => { for (const form of all(document, "form[data-pick]")) count(form); });
