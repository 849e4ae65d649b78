// Steps of a chain: one more row at a time.

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-more-steps]") : null;
  if (!(button instanceof HTMLElement)) return;
  const next = document.querySelector("[data-step][hidden]");
  if (next instanceof HTMLElement) {
    next.hidden = false;
    next.querySelector("select")?.focus();
  }
  if (!document.querySelector("[data-step][hidden]")) button.hidden = true;
});
