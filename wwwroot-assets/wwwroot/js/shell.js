// The look this browser remembers, and the sign that the page is live.
const root = document.documentElement;
export function look() {
  root.dataset.live = 'true';
  return { theme: root.dataset.theme, density: root.dataset.density, nav: root.dataset.nav };
}
export function setLook(look) {
  Object.assign(root.dataset, look);
  try { localStorage.setItem('sw-shell', JSON.stringify(look)); } catch { /* storage is off: it holds until the page is left */ }
}
export function focus(selector) { document.querySelector(selector)?.focus(); }
document.addEventListener('keydown', event => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
  const button = document.querySelector('[data-palette]');
  if (!button) return;
  event.preventDefault();
  button.click();
});
document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try { await navigator.clipboard.writeText(field.value); button.textContent = 'Copied'; } catch { /* selected: the keyboard copies it */ }
});
