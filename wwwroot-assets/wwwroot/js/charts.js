// One chart element: loads the plotting library once, draws what the server sends, follows the theme, reports clicks.
let loading;
function library() {
  return loading ??= new Promise((resolve, reject) => {
    if (window.Plotly) { resolve(window.Plotly); return; }
    const script = document.createElement("script");
    script.src = new URL("../../_content/Plotly.Blazor/plotly-basic-3.7.0.min.js", import.meta.url).href;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => { loading = undefined; reject(new Error("The chart library could not be loaded.")); };
    document.head.appendChild(script);
  });
}
function coloured(value, style) {
  if (typeof value === "string" && value.startsWith("--sw-")) return style.getPropertyValue(value).trim();
  if (Array.isArray(value)) return value.map(v => coloured(v, style));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, coloured(v, style)]));
  return value;
}
export async function draw(element, figure, callback) {
  const Plotly = await library();
  const paint = () => {
    if (!element.isConnected) return;
    const style = getComputedStyle(document.documentElement);
    const { data, layout } = coloured(figure, style);
    Plotly.react(element, data, layout, { displayModeBar: false, responsive: true });
  };
  element._swTheme?.disconnect();
  element._swTheme = new MutationObserver(paint);
  element._swTheme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  paint();
  element.removeAllListeners?.("plotly_click");
  if (callback) element.on("plotly_click", event => callback.invokeMethodAsync("Clicked", String(event.points[0].x)));
  element.dataset.drawn = "true";
}
export async function download(element, format, name) {
  const Plotly = await library();
  await Plotly.downloadImage(element, { format, filename: name, width: 900, height: 500 });
}
export function remove(element) {
  if (!element) return;
  element._swTheme?.disconnect();
  if (window.Plotly) window.Plotly.purge(element);
}
