// Charts: figures from a JSON script beside the place, colours from the tokens, drawn again when the theme changes.

/**
 * @typedef {{name: string, type: "line" | "bar", data: (number | null)[], tone?: string, stack?: string}} Series
 * @typedef {{x: string[], series: Series[], unit?: string}} Figures
 */

const TONES = { ours: "--ec-c1", rival: "--ec-c2", target: "--ec-ink-3", c1: "--ec-c1", c2: "--ec-c2", c3: "--ec-c3", c4: "--ec-c4", c5: "--ec-c5", s1: "--ec-s1", s2: "--ec-s2", s3: "--ec-s3", s4: "--ec-s4" };

/** @param {string} name */
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** @param {number} value */
const shown = (value) => Number(value).toLocaleString("en-US");

/** @type {Promise<any> | undefined} */
let library;

/** The library is big: it is fetched only by pages that show a chart. */
function echarts() {
  library ??= new Promise((resolve, reject) => {
    const own = document.querySelector("script[data-echarts]");
    const script = document.createElement("script");
    script.src = own?.getAttribute("data-echarts") || "";
    // @ts-ignore the library is a global of its own file
    script.addEventListener("load", () => resolve(window.echarts));
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return library;
}

/** @param {Series} series @param {boolean} stacked */
function drawn(series, stacked) {
  const colour = token(TONES[/** @type {keyof typeof TONES} */ (series.tone || "ours")] || "--ec-c1");
  const target = series.tone === "target";
  const line = { type: "line", symbol: "none", lineStyle: { width: target ? 1.5 : 2, type: target ? "dashed" : "solid", color: colour },
    endLabel: { show: true, formatter: target ? series.name : (/** @type {{value: number}} */ point) => shown(point.value), color: colour, fontSize: 12, valueAnimation: false } };
  const bar = { type: "bar", barMaxWidth: 22, stack: series.stack || (stacked ? "all" : undefined) };
  return { name: series.name, data: series.data, itemStyle: { color: colour }, ...(series.type === "bar" ? bar : line) };
}

/** @param {Figures} figures */
function option(figures) {
  const caption = { color: token("--ec-ink-3"), fontSize: 12, fontFamily: token("--ec-font") };
  const several = figures.series.length > 1;
  return {
    animation: false, aria: { enabled: false }, textStyle: { fontFamily: token("--ec-font") },
    grid: { left: 4, right: figures.series.some((series) => series.type === "line") ? 56 : 8, top: several ? 34 : 12, bottom: 4, containLabel: true },
    legend: several ? { top: 0, left: 0, itemWidth: 14, itemHeight: 8, icon: "roundRect", textStyle: { ...caption, color: token("--ec-ink-2") } } : undefined,
    tooltip: { trigger: "axis", valueFormatter: (/** @type {number | null} */ value) => (value === null ? "—" : `${shown(value)} ${figures.unit || ""}`), backgroundColor: token("--ec-surface"), borderColor: token("--ec-line"), textStyle: { ...caption, color: token("--ec-ink") }, axisPointer: { lineStyle: { color: token("--ec-line-2") } } },
    xAxis: { type: "category", data: figures.x, axisTick: { show: false }, axisLine: { lineStyle: { color: token("--ec-line-2") } }, axisLabel: caption },
    yAxis: { type: "value", splitNumber: 4, splitLine: { lineStyle: { color: token("--ec-line") } }, axisLabel: { ...caption, formatter: shown } },
    series: figures.series.map((series) => drawn(series, false)),
  };
}

/** @param {HTMLElement} place */
async function draw(place) {
  const source = document.getElementById(place.dataset.chart || "");
  if (!source) return;
  const library = await echarts();
  const chart = library.getInstanceByDom(place) || library.init(place, null, { renderer: "svg" });
  chart.setOption(option(JSON.parse(source.textContent || "{}")), true);
}

/** @param {ParentNode} root */
const drawAll = (root) => { for (const place of root.querySelectorAll("[data-chart]")) if (place instanceof HTMLElement) draw(place); };

drawAll(document);
document.addEventListener("ec:theme", () => drawAll(document));
document.addEventListener("htmx:afterSettle", (event) => { if (event.target instanceof Element) drawAll(event.target); });
new ResizeObserver(() => echarts().then((library) => {
  for (const place of document.querySelectorAll("[data-chart]")) library.getInstanceByDom(place)?.resize();
})).observe(document.body);
