// Light or dark, decided before anything is drawn. Loaded in the head, not as a module, so that nothing flashes.
(() => {
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  /** @returns {string} */
  const chosen = () => {
    try { return localStorage.getItem("ec-theme") || "auto"; } catch { return "auto"; }
  };
  const apply = () => {
    const choice = chosen();
    root.dataset.bsTheme = choice === "auto" ? (system.matches ? "dark" : "light") : choice;
    root.dataset.themeChoice = choice;
    document.dispatchEvent(new CustomEvent("ec:theme"));
  };
  apply();
  system.addEventListener("change", apply);
  window.addEventListener("storage", (event) => { if (event.key === "ec-theme") apply(); });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-theme-choice]") : null;
    if (!(button instanceof HTMLButtonElement)) return;
    try { localStorage.setItem("ec-theme", button.dataset.themeChoice || "auto"); } catch { /* private window: for this page only */ }
    root.dataset.bsTheme = button.dataset.themeChoice || "auto";
    apply();
    mark();
  });
  const mark = () => {
    for (const button of document.querySelectorAll("button[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-theme-choice") === root.dataset.themeChoice));
    }
  };
  document.addEventListener("DOMContentLoaded", mark);
})();
