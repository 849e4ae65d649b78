// The order is there: what was kept of its entry is no longer needed.

const id = document.querySelector("[data-placed]")?.getAttribute("data-placed");
try {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("endcap.order.") && JSON.parse(localStorage.getItem(key) || "{}").id === id) localStorage.removeItem(key);
  }
} catch { /* nothing was kept */ }
