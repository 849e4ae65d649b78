// Long pages: the digits 1 to 9 lead to the sections of the page, the bar shows where one is; print from the menu.

/** @param {EventTarget | null} target */
const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("[data-jump] a[href^='#']")]);
const places = links.map((link) => document.getElementById(link.hash.slice(1)));

/** @param {number} number */
function jump(number) {
  const place = places[number];
  if (!place) return;
  place.scrollIntoView({ block: "start" });
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
  mark(number);
}

/** @param {number} number */
function mark(number) {
  links.forEach((link, index) => {
    link.classList.toggle("on", index === number);
    if (index === number) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const number = Number(event.key) - 1;
  if (event.key >= "1" && event.key <= "9" && places[number]) {
    event.preventDefault();
    jump(number);
  }
});

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const link = target?.closest("[data-jump] a[href^='#']");
  if (link instanceof HTMLAnchorElement) {
    event.preventDefault();
    jump(links.indexOf(link));
  }
  if (target?.closest("[data-print]")) window.print();
});
