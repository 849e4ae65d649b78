// The search that opens anywhere with / or Ctrl K: hits while somebody types, chosen with the arrow keys.

const PAUSE_MS = 120;

const found = document.getElementById("palette");
const palette = found instanceof HTMLDialogElement ? found : null;
const field = /** @type {HTMLInputElement | null} */ (palette?.querySelector("input[role=combobox]") ?? null);
const place = palette?.querySelector("[data-hits]") ?? null;
const hint = place?.innerHTML ?? "";

/** @type {AbortController | null} */
let asking = null;
let timer = 0;
let shown = "";

/** @returns {HTMLElement[]} */
const options = () => [...(place?.querySelectorAll("[role=option]") ?? [])].filter((item) => item instanceof HTMLElement);

/** @param {HTMLElement | undefined} wanted */
function choose(wanted) {
  for (const option of options()) option.setAttribute("aria-selected", String(option === wanted));
  if (wanted) {
    field?.setAttribute("aria-activedescendant", wanted.id);
    wanted.scrollIntoView({ block: "nearest" });
  } else field?.removeAttribute("aria-activedescendant");
}

/** @param {string} html */
function show(html) {
  if (!place) return;
  place.innerHTML = html;
  place.scrollTop = 0;
  const all = options();
  field?.setAttribute("aria-expanded", String(all.length > 0));
  choose(all[0]);
  const said = palette?.querySelector("[data-said]");
  if (said) said.textContent = place.querySelector("[data-say]")?.getAttribute("data-say") ?? "";
}

/** @param {boolean} failed */
function tell(failed) {
  const note = palette?.querySelector("[data-failed]");
  if (note instanceof HTMLElement) note.hidden = !failed;
}

async function ask() {
  const q = field?.value.trim() ?? "";
  asking?.abort();
  if (q === shown) return;
  if (!q) { shown = ""; tell(false); show(hint); return; }
  const mine = new AbortController();
  asking = mine;
  try {
    const address = `${palette?.dataset.palette}?${new URLSearchParams({ q })}`;
    const answer = await fetch(address, { signal: mine.signal, headers: { "HX-Request": "true", "HX-Current-URL": location.href } });
    const elsewhere = answer.headers.get("HX-Redirect");
    if (elsewhere) { location.assign(elsewhere); return; }
    if (!answer.ok) throw new Error(String(answer.status));
    const html = await answer.text();
    if (mine !== asking) return;
    shown = q;
    tell(false);
    show(html);
  } catch (problem) {
    if (mine === asking && !mine.signal.aborted) tell(true);
  }
}

/** @param {number} step */
function move(step) {
  const all = options();
  if (!all.length) return;
  const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  choose(all[(now + step + all.length) % all.length]);
}

field?.addEventListener("input", () => { clearTimeout(timer); timer = window.setTimeout(ask, PAUSE_MS); });
field?.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape") { event.preventDefault(); palette?.close(); return; } // else it would only empty the field
  if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); }
  else if (event.key === "Enter" && shown && shown === field.value.trim()) {
    const chosen = options().find((option) => option.getAttribute("aria-selected") === "true");
    if (!(chosen instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) window.open(chosen.href, "_blank", "noopener");
    else location.assign(chosen.href);
  }
});
place?.addEventListener("pointermove", (event) => {
  const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
  if (option instanceof HTMLElement && option.getAttribute("aria-selected") !== "true") choose(option);
});

/** The field of the top bar hands over to the palette as soon as somebody wants to type. @param {string} text */
function takeOver(text) {
  if (!palette || !field || palette.open) return;
  if (text) field.value = text;
  palette.showModal();
  field.focus();
  if (text) ask();
}
const top_field = document.querySelector("[data-find]");
if (palette && top_field instanceof HTMLInputElement) {
  top_field.addEventListener("mousedown", (event) => { event.preventDefault(); takeOver(""); });
  top_field.addEventListener("input", () => { const text = top_field.value; top_field.value = ""; takeOver(text); });
}
palette?.addEventListener("close", () => { clearTimeout(timer); asking?.abort(); });
new MutationObserver(() => { if (palette?.open) field?.select(); }).observe(palette ?? document.body, { attributes: true, attributeFilter: ["open"] });
