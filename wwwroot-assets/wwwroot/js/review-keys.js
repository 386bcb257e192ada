// Keys of the review page: no round trip for moving about; ignored while text is typed or composed; each can be given another key.
const store = 'sw-review-keys';
const standard = {
  next: ['n', 'ArrowRight'], previous: ['p', 'ArrowLeft'], up: ['ArrowUp'], down: ['ArrowDown'], submit: ['Ctrl+Enter'], skip: ['Ctrl+ '], save: ['Ctrl+s'], undo: ['Ctrl+z'], redo: ['Ctrl+Shift+z'],
  flag: ['f'], unclear: ['u'], guide: ['g'], history: ['h'], text: ['Shift+Enter'], help: ['?'],
};
let own = {}, handler = null;

function load() {
  try { own = JSON.parse(localStorage.getItem(store)) ?? {}; } catch { own = {}; }
}
const keysOf = action => own.keys?.[action] ? [own.keys[action]] : standard[action];
const nameOf = e => (e.ctrlKey || e.metaKey ? 'Ctrl+' : '') + (e.shiftKey && (e.ctrlKey || e.metaKey || e.key.length > 1) ? 'Shift+' : '') + (e.key.length === 1 && (e.ctrlKey || e.metaKey) ? e.key.toLowerCase() : e.key);
const isText = e => e.target instanceof HTMLTextAreaElement || (e.target instanceof HTMLInputElement && ['text', 'number', 'search', 'email'].includes(e.target.type)) || e.target.isContentEditable;
const isSingle = name => !name.startsWith('Ctrl+') && name.length === 1;

// Keys work on the form that is on screen when they are pressed, not on the one that stood there when they were attached.
const form = () => document.querySelector('[data-answers]');

export function attach(owner) {
  load();
  detach();
  handler = event => {
    const root = form();
    if (!root || event.isComposing || document.querySelector('dialog[open]:not([data-keys])')) return;
    const name = nameOf(event), text = isText(event);
    if (text && event.key === 'Escape') { event.target.closest('fieldset')?.focus(); return; }
    if (text && !['Ctrl+Enter', 'Ctrl+ ', 'Ctrl+s'].includes(name)) return;
    if (isSingle(name) && own.singlesOff && name !== '?') return;
    const option = choose(root, name);
    if (option) { event.preventDefault(); return; }
    for (const action of Object.keys(standard)) {
      if (!keysOf(action).includes(name)) continue;
      event.preventDefault();
      if (action === 'up' || action === 'down') move(root, action === 'down' ? 1 : -1);
      else if (action === 'text') current(root)?.querySelector('textarea')?.focus();
      else owner.invokeMethodAsync('Pressed', action);
      return;
    }
  };
  document.addEventListener('keydown', handler);
}

export function detach() {
  if (handler) document.removeEventListener('keydown', handler);
  handler = null;
}

const fields = root => [...root.querySelectorAll('fieldset[data-criterion]')];
function current(root) {
  const here = document.activeElement?.closest?.('fieldset[data-criterion]');
  return here && root.contains(here) ? here : fields(root)[0];
}

// Digits choose in the question that has the focus; A, B and E in the first pairwise one.
function choose(root, name) {
  if (!/^([1-9]|[abeABE])$/.test(name)) return false;
  const key = name.toUpperCase();
  const field = /[ABE]/.test(key) ? fields(root).find(f => f.querySelector(`input[data-option="${key}"]`)) : current(root);
  const input = field?.querySelector(`input[data-option="${key}"]`);
  if (!input || input.disabled) return false;
  input.focus();
  input.click();
  return true;
}

function move(root, by) {
  const all = fields(root), at = all.indexOf(document.activeElement?.closest?.('fieldset[data-criterion]'));
  const to = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  if (!to) return;
  to.tabIndex = -1;
  (to.querySelector('input:checked, input, textarea') ?? to).focus();
  to.scrollIntoView({ block: 'nearest' });
}

export function keys() {
  load();
  return Object.keys(standard).map(action => ({ action, key: keysOf(action).join(' or ').replace('Ctrl+ ', 'Ctrl+Space').replace('ArrowRight', '→').replace('ArrowLeft', '←').replace('ArrowUp', '↑').replace('ArrowDown', '↓'), isOwn: !!own.keys?.[action] }));
}
export function singlesOff() { load(); return !!own.singlesOff; }
export function setSinglesOff(off) { load(); own.singlesOff = off; localStorage.setItem(store, JSON.stringify(own)); }

// Waits for the next key and gives it to an action; Escape leaves everything as it was. Answers with what stands in the way, or nothing.
export function remap(action) {
  return new Promise(done => {
    const take = event => {
      if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      document.removeEventListener('keydown', take, true);
      if (event.key === 'Escape' || event.key === 'Tab') { done(null); return; }
      const name = nameOf(event);
      const taken = Object.keys(standard).find(other => other !== action && keysOf(other).includes(name));
      if (taken || /^[1-9]$/.test(name)) { done(taken ? `${name} is in use for "${taken}".` : 'Digits choose answers.'); return; }
      own.keys = { ...own.keys, [action]: name };
      localStorage.setItem(store, JSON.stringify(own));
      done(null);
    };
    document.addEventListener('keydown', take, true);
  });
}
export function standardKeys() { own = { singlesOff: own.singlesOff }; localStorage.setItem(store, JSON.stringify(own)); }
