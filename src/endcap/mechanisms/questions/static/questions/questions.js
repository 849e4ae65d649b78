// Questions that come and go with the answers before them; the server says which after every draft it keeps.

/** @param {Element} standing */
function follow(standing) {
  const form = standing.closest("[data-asked]");
  if (!form) return;
  const shown = new Set((standing.getAttribute("data-shown") ?? "").split(" "));
  for (const row of form.querySelectorAll("[data-question]")) {
    if (row instanceof HTMLElement) row.hidden = !shown.has(row.dataset.question ?? "");
  }
  for (const group of form.querySelectorAll("[data-group]")) {
    if (group instanceof HTMLElement) group.hidden = !group.querySelector("[data-question]:not([hidden])");
  }
}

for (const standing of document.querySelectorAll("[data-asked] [data-shown]")) follow(standing);
document.addEventListener("htmx:afterSettle", () => {
  for (const standing of document.querySelectorAll("[data-asked] [data-shown]")) follow(standing);
});
document.addEventListener("change", (event) => {
  // an answer takes the mark “unknown” away, and the other way round
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.closest("[data-asked]")) return;
  const row = input.closest("[data-question]");
  if (!row) return;
  const isMark = input.name.startsWith("unknown-");
  for (const other of row.querySelectorAll("input")) {
    const otherIsMark = other.name.startsWith("unknown-");
    if (!other.name.startsWith("note-") && otherIsMark !== isMark && input.checked) other.checked = false;
  }
}, true);
