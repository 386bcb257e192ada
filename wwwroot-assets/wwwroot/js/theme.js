// Runs before the first paint, so that a reload never flashes the other theme.
(() => {
  const root = document.documentElement;
  let saved = {};
  try { saved = JSON.parse(localStorage.getItem('sw-shell') ?? '{}') ?? {}; } catch { /* unreadable: the defaults hold */ }
  root.dataset.theme = saved.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  root.dataset.density = saved.density ?? 'comfortable';
  root.dataset.nav = saved.nav ?? (innerWidth < 1000 ? 'narrow' : 'wide');
})();
