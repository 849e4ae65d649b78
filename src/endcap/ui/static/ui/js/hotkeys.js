// Keys of a page: an element with data-hotkey is clicked when its key is pressed outside fields and dialogs.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open], details.ec-menu[open]")) return;
  const target = event.target;
  if (target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
    && !(target instanceof HTMLInputElement && /^(radio|checkbox)$/.test(target.type))) return;
  const found = document.querySelector(`[data-hotkey="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!(found instanceof HTMLElement)) return;
  event.preventDefault();
  found.click();
});
