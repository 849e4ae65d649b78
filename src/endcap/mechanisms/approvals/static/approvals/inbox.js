// The inbox by keyboard: J and K go to the next and the former request, A to the approve button, R to the reason.

/** @param {string} selector @returns {HTMLElement | null} */
const one = (selector) => document.querySelector(selector);

/** Typing must never trigger a shortcut. @param {EventTarget | null} target */
const isTyping = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** @param {number} step */
function go(step) {
  const lines = [...document.querySelectorAll("[data-inbox] a[href]")].filter((line) => line instanceof HTMLAnchorElement);
  if (!lines.length) return;
  const here = lines.findIndex((line) => line.getAttribute("aria-current") === "true");
  const wanted = here < 0 ? 0 : Math.max(0, Math.min(lines.length - 1, here + step));
  if (wanted !== here) lines[wanted].click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open], details.ec-menu[open]")) return;
  const key = event.key.toLowerCase();
  if (key === "j") go(1);
  else if (key === "k") go(-1);
  else if (key === "a" && one("[data-approve]")) one("[data-approve]")?.focus();
  else if (key === "r" && one("[data-decide] textarea")) one("[data-decide] textarea")?.focus();
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const answer = event.target instanceof Element ? event.target.closest("[data-answer]") : null;
  const note = one("[data-decide] textarea");
  if (!answer || !(note instanceof HTMLTextAreaElement)) return;
  note.value = answer.textContent?.trim() ?? "";
  note.focus();
});

one("[data-inbox] [aria-current=true]")?.scrollIntoView({ block: "nearest" });
