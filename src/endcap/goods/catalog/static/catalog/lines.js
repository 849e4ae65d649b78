// Lines of a price change: Enter goes down a row in the same column, Ctrl+D copies the row above, Ctrl+Enter saves.

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
const lineOf = (target) => (target instanceof Element ? target.closest("[data-line]") : null);

/** @param {HTMLElement} line @returns {(HTMLInputElement | HTMLSelectElement)[]} */
const cellsOf = (line) =>
  /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ ([...line.querySelectorAll(".cell input, .cell select")]);

function openOne() {
  const next = document.querySelector("[data-line][hidden]");
  if (next instanceof HTMLElement) next.hidden = false;
  const more = document.querySelector("[data-more-lines]");
  if (more instanceof HTMLElement && !document.querySelector("[data-line][hidden]")) more.hidden = true;
  return next instanceof HTMLElement ? next : null;
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-more-lines]") : null;
  if (!button) return;
  const first = openOne();
  for (let n = 0; n < 4; n += 1) openOne();
  if (first) cellsOf(first)[1]?.focus();
});

document.addEventListener("keydown", (event) => {
  const line = lineOf(event.target);
  if (!line) return;
  const at = cellsOf(line).indexOf(/** @type {HTMLInputElement} */ (event.target));
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return;
  if (event.key === "Enter") {
    event.preventDefault();
    const following = line.nextElementSibling;
    const next = following instanceof HTMLElement && !following.hidden ? following : openOne();
    if (next) cellsOf(next)[at]?.focus();
  } else if (event.key.toLowerCase() === "d" && (event.ctrlKey || event.metaKey)) {
    const above = line.previousElementSibling;
    if (!(above instanceof HTMLElement) || !above.matches("[data-line]")) return;
    event.preventDefault();
    const from = cellsOf(above);
    cellsOf(line).forEach((cell, n) => {
      if (!cell.value || cell instanceof HTMLSelectElement) cell.value = from[n].value;
    });
  }
});
