// The shell of every office page: drawer, menus, dialogs, search key, toasts with undo, failed requests.

/** @param {string} selector @returns {HTMLElement | null} */
const one = (selector) => document.querySelector(selector);

/** @param {EventTarget | null} target @param {string} selector @returns {HTMLElement | null} */
const near = (target, selector) => (target instanceof Element ? target.closest(selector) : null);

/** Typing must never trigger a shortcut. @param {EventTarget | null} target */
const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
    && !(target instanceof HTMLInputElement && ["checkbox", "radio", "button", "submit"].includes(target.type)));

/** @param {boolean} open */
function setDrawer(open) {
  const side = one("#nav");
  side?.classList.toggle("open", open);
  one("[data-drawer]")?.setAttribute("aria-expanded", String(open));
  (open ? side?.querySelector("a") : one("[data-drawer]"))?.focus();
}

/** The search that opens anywhere; without it the search field of the list, else that of the top bar. */
function focusSearch() {
  const palette = one("#palette");
  if (palette instanceof HTMLDialogElement) { closeMenus(); palette.showModal(); return true; }
  const field = one("[data-find-here]") || one("[data-find]");
  if (!(field instanceof HTMLInputElement)) return false;
  field.focus();
  field.select();
  return true;
}

/** @param {Element | null} [except] */
function closeMenus(except = null) {
  for (const menu of document.querySelectorAll("details.ec-menu[open]")) {
    if (menu !== except) menu.removeAttribute("open");
  }
}

document.addEventListener("click", (event) => {
  const target = event.target;
  if (near(target, "[data-drawer]")) { event.preventDefault(); setDrawer(true); return; }
  if (near(target, "[data-drawer-close]")) { event.preventDefault(); setDrawer(false); return; }
  closeMenus(near(target, "details.ec-menu"));
  const opener = near(target, "[data-dialog]");
  if (opener) {
    const wanted = document.getElementById(opener.dataset.dialog || "");
    if (wanted instanceof HTMLDialogElement) { event.preventDefault(); closeMenus(); wanted.showModal(); }
  }
  const dialog = near(target, "[data-close]") || target instanceof HTMLDialogElement ? near(target, "dialog") : null;
  if (dialog instanceof HTMLDialogElement) dialog.close();
  near(target, "[data-shut]")?.closest(".ec-toast")?.remove();
  const copy = near(target, "[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy || "");
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = one("details.ec-menu[open]");
    closeMenus();
    if (open) /** @type {HTMLElement | null} */ (open.querySelector("summary"))?.focus();
    if (one("#nav.open")) setDrawer(false);
    return;
  }
  const commandK = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
  if ((commandK || slash) && !one("dialog[open]") && focusSearch()) event.preventDefault();
});

const TOAST_MS = 8000;

/** A toast stays while somebody points at it or has the focus in it. @param {Element} toast */
function expire(toast) {
  const timer = setInterval(() => {
    if (toast.matches(":hover, :focus-within")) return;
    clearInterval(timer);
    toast.remove();
  }, TOAST_MS);
}

/** @param {string} text @param {string} undo */
function addToast(text, undo) {
  const region = one("#ec-toasts");
  if (!region) return;
  const toast = document.createElement("div");
  toast.className = "ec-toast";
  const words = document.createElement("span");
  words.textContent = text;
  toast.append(words);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "undo";
    button.textContent = region.dataset.undoLabel || "";
    button.addEventListener("click", () => takeBack(undo, toast));
    toast.append(button);
  }
  region.append(toast);
  expire(toast);
}

/** @param {string} address @param {HTMLElement} toast */
async function takeBack(address, toast) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
  const answer = await fetch(address, { method: "POST", headers, credentials: "same-origin" }).catch(() => null);
  toast.remove();
  if (answer?.ok) location.reload();
  else addToast(one("#ec-toasts")?.dataset.undoFailed || "", "");
}

for (const toast of document.querySelectorAll("#ec-toasts .ec-toast")) expire(toast);
document.addEventListener("ec:toast", (event) => {
  const detail = /** @type {CustomEvent<{text: string, undo?: string}>} */ (event).detail;
  addToast(detail.text, detail.undo || "");
});

/** What failed is said where it is seen, and nothing typed is lost. @param {string} text @param {() => void} again */
function showFailure(text, again) {
  const place = one("#ec-alert");
  if (!place) return;
  const words = document.createElement("span");
  words.textContent = text;
  const button = document.createElement("button");
  button.className = "btn sm";
  button.textContent = place.dataset.retry || "";
  button.addEventListener("click", () => { place.hidden = true; again(); });
  place.replaceChildren(words, button);
  place.hidden = false;
}

/** @param {Event} event @param {boolean} offline */
function requestFailed(event, offline) {
  const detail = /** @type {CustomEvent} */ (event).detail;
  const place = one("#ec-alert");
  const status = detail.xhr?.status;
  const sentence = offline ? place?.dataset.offline : place?.dataset.failed;
  const code = !offline && status ? ` · ${place?.dataset.code || ""} ${status}` : "";
  const config = detail.requestConfig;
  showFailure(`${sentence || ""}${code}`, () => {
    // @ts-ignore htmx is a global of its own file
    window.htmx?.ajax(config.verb.toUpperCase(), config.path, { source: detail.elt, target: detail.target, values: config.parameters });
  });
}
document.addEventListener("htmx:responseError", (event) => requestFailed(event, false));
document.addEventListener("htmx:sendError", (event) => requestFailed(event, true));
document.addEventListener("htmx:beforeRequest", () => { const place = one("#ec-alert"); if (place) place.hidden = true; });
// A form that was refused comes back as 422 with the sentences beside its fields: show it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = /** @type {CustomEvent} */ (event).detail;
  if (detail.xhr.status === 422 && detail.xhr.getResponseHeader("HX-Form")) { detail.shouldSwap = true; detail.isError = false; }
});

/** What waits behind the entries of the sidebar, and the bell: known from the page before, then asked anew.
 *  @param {{nav: Record<string, number>, bell: string}} counts */
function showCounts(counts) {
  for (const place of document.querySelectorAll("[data-count-of]")) {
    const number = counts.nav[/** @type {HTMLElement} */ (place).dataset.countOf || ""] || 0;
    place.textContent = number ? number.toLocaleString("en") : "";
  }
  const bell = /** @type {HTMLElement | null} */ (document.querySelector("[data-bell]"));
  const mark = /** @type {HTMLElement | null} */ (bell?.querySelector(".n") ?? null);
  if (!bell || !mark) return;
  mark.textContent = counts.bell;
  mark.hidden = !counts.bell;
  if (counts.bell) bell.setAttribute("aria-label", (bell.dataset.bell || "").replace("%s", counts.bell));
}

const COUNTS = "ec-counts";

async function fetchCounts() {
  const address = one("#nav")?.dataset.counts;
  if (!address) return;
  const known = sessionStorage.getItem(COUNTS);
  if (known) showCounts(JSON.parse(known));
  const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const counts = await answer.json();
  sessionStorage.setItem(COUNTS, JSON.stringify(counts));
  showCounts(counts);
}
fetchCounts();
