// The order room: steppers, a running total, and a filter over the products. Without this file the form works as well.
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-order]"));

/** @param {HTMLInputElement} field */
const amount = (field) => Math.max(0, Math.floor(Number(field.value) || 0));

/** @returns {HTMLInputElement[]} */
const fields = () => (form ? [...form.querySelectorAll("input[data-price]")].map((one) => /** @type {HTMLInputElement} */ (one)) : []);

/** Prices are in 1/10,000 of the currency for one unit of the field. */
function total() {
  const filled = fields().filter((one) => amount(one) > 0);
  const sum = filled.reduce((all, one) => all + Math.round((amount(one) * Number(one.dataset.price)) / 100), 0);
  const place = document.querySelector("[data-total]");
  if (place) place.textContent = (sum / 100).toLocaleString("en", { minimumFractionDigits: 2 });
  const count = document.querySelector("[data-count]");
  if (count) count.textContent = String(filled.length);
  const go = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-go]"));
  if (go) go.disabled = filled.length === 0;
}

/** @param {string} text */
function narrow(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  document.querySelectorAll("[data-words]").forEach((row) => {
    const known = (/** @type {HTMLElement} */ (row).dataset.words || "").toLowerCase();
    const field = /** @type {HTMLInputElement | null} */ (row.querySelector("input[data-price]"));
    const isFilled = field !== null && amount(field) > 0;
    row.toggleAttribute("hidden", !isFilled && !words.every((word) => known.includes(word)));
  });
}

form?.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-step]"));
  const field = button?.parentElement?.querySelector("input");
  if (!button || !field) return;
  field.value = String(Math.max(0, amount(field) + Number(button.dataset.step)));
  total();
});
form?.addEventListener("input", (event) => {
  const field = /** @type {HTMLInputElement} */ (event.target);
  if (field.name === "find") narrow(field.value);
  else total();
});
form?.addEventListener("keydown", (event) => {
  // Enter in a field must not send half an order
  if (event.key === "Enter" && /** @type {HTMLElement} */ (event.target).tagName === "INPUT") event.preventDefault();
});
total();
