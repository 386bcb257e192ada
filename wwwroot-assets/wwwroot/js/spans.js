// Reports the passage selected in a field's text, in UTF-16 units. Fields are elements with data-field that hold nothing but their text.
const attached = new Map();

export function attach(root, owner) {
  const end = new AbortController();
  attached.set(owner._id, end);
  // Only a drag that began in a text selects a passage: a click on a button leaves the last selection standing, and would mark again what it just removed.
  let began = false;
  root.addEventListener('mousedown', e => { began = !!e.target.closest('[data-field]'); }, { signal: end.signal });
  // A click into a selection clears it only after the event.
  root.addEventListener('mouseup', () => { if (began) setTimeout(() => report(root, owner)); began = false; }, { signal: end.signal });
  // With caret browsing a selection grows by each key: it is done when Shift is let go. Within a field, Enter says so.
  root.addEventListener('keyup', e => { if (e.key === 'Shift' && !e.target.closest('[data-field]')) report(root, owner); }, { signal: end.signal });
  root.addEventListener('keydown', e => { if (e.target.matches?.('[data-field], [data-field] *')) key(e, root, owner); }, { signal: end.signal });
  root.dataset.listens = '';
}

export function detach(owner) {
  attached.get(owner._id)?.abort();
  attached.delete(owner._id);
}

// Whether a key goes onward in the text's own direction, and by what.
function direction(e, field) {
  const rightToLeft = getComputedStyle(field).direction === 'rtl';
  switch (e.key) {
    case 'ArrowLeft': return [rightToLeft, 'word'];
    case 'ArrowRight': return [!rightToLeft, 'word'];
    case 'ArrowUp': return [false, 'line'];
    case 'ArrowDown': return [true, 'line'];
    default: return null;
  }
}

function key(e, root, owner) {
  const selection = getSelection();
  const field = e.target.closest('[data-field]');
  const way = e.metaKey || e.altKey ? null : direction(e, field);
  if (e.key === 'Enter' && !e.ctrlKey && !e.metaKey) {
    if (!report(root, owner)) return;
  } else if (e.key === 'Escape' && !selection.isCollapsed) {
    selection.collapseToStart();
  } else if (way) {
    const [onward, unit] = way;
    if (!selection.rangeCount || !field.contains(selection.anchorNode)) selection.collapse(field, 0);
    if (e.shiftKey) selection.modify('extend', onward ? 'forward' : 'backward', unit === 'word' && !e.ctrlKey ? 'character' : unit);
    else chooseWord(selection, onward, unit);
    if (!field.contains(selection.focusNode)) selection.collapse(field, onward ? field.childNodes.length : 0);
  } else return;
  // The page's own keys, such as the arrows for the next item, are not meant here.
  e.preventDefault();
  e.stopPropagation();
}

function chooseWord(selection, onward, unit) {
  if (!selection.isCollapsed) { if (onward) selection.collapseToEnd(); else selection.collapseToStart(); }
  selection.modify('move', onward ? 'forward' : 'backward', unit);
  if (unit === 'word' && onward) selection.modify('move', 'backward', 'word');
  selection.modify('extend', 'forward', 'word');
  const text = selection.toString();
  for (let i = text.length; i > 0 && /\s/.test(text[i - 1]); i--) selection.modify('extend', 'backward', 'character');
}

function report(root, owner) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return false;
  const range = selection.getRangeAt(0);
  const field = fieldOf(range.startContainer) ?? fieldOf(range.endContainer);
  if (!field || !root.contains(field)) return false;
  const whole = document.createRange();
  whole.selectNodeContents(field);
  const before = range.compareBoundaryPoints(Range.START_TO_START, whole) > 0 ? upTo(field, range.startContainer, range.startOffset) : 0;
  const text = whole.toString();
  let start = before, end = range.compareBoundaryPoints(Range.END_TO_END, whole) < 0 ? upTo(field, range.endContainer, range.endOffset) : text.length;
  // Blanks at the ends are caught by a word's double click; a passage of blanks alone is meant.
  if (text.slice(start, end).trim().length > 0) {
    while (/\s/.test(text[start])) start++;
    while (/\s/.test(text[end - 1])) end--;
  }
  if (end <= start) return false;
  owner.invokeMethodAsync('Selected', field.dataset.field, start, end);
  return true;
}

const fieldOf = node => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest('[data-field]');

function upTo(field, node, offset) {
  const range = document.createRange();
  range.selectNodeContents(field);
  range.setEnd(node, offset);
  return range.toString().length;
}
