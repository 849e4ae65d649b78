/** Moving a unit by dragging its row onto another: leads to the same preview as choosing from the list. */

const tree = document.querySelector("table[data-unit-tree]");
const rows = tree ? [...tree.querySelectorAll("tr[data-path]")] : [];
let held = null;

/** @param {Element | null} row whether the held unit may stand below it */
const takes = (row) =>
  held && row && row !== held && row.dataset.open !== undefined && !row.dataset.path.startsWith(held.dataset.path) && row.dataset.id !== held.dataset.parent;

for (const row of rows) {
  if (row.dataset.move) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      held = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.id);
      row.classList.add("held");
    });
    row.addEventListener("dragend", () => {
      held = null;
      rows.forEach((one) => one.classList.remove("held", "takes"));
    });
  }
  row.addEventListener("dragover", (event) => {
    if (!takes(row)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    row.classList.add("takes");
  });
  row.addEventListener("dragleave", () => row.classList.remove("takes"));
  row.addEventListener("drop", (event) => {
    if (!takes(row)) return;
    event.preventDefault();
    location.assign(`${held.dataset.move}?to=${row.dataset.id}`);
  });
}
