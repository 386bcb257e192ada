// The reviewer's outbox: every change is kept in this browser first and sent outside the circuit, so that neither a lost connection nor a killed server or tab costs an answer.
const prefix = 'sw-review:';
const pause = 400, retry = 2000, idleAfter = 30000, othersAfter = 10000, patience = 15000;
const tab = sessionStorage.getItem('sw-tab') ?? crypto.randomUUID();
sessionStorage.setItem('sw-tab', tab);
let token = null, page = null;

const uuid = () => crypto.randomUUID();
const read = key => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const write = (key, entry) => { try { localStorage.setItem(key, JSON.stringify(entry)); } catch { /* storage is full or off: the server has the last sent state */ } };
const remove = key => localStorage.removeItem(key);

class Refused extends Error { constructor(message) { super(message); this.isRefusal = true; } }

async function post(path, body, keepalive) {
  for (let attempt = 0; ; attempt++) {
    if (!token) {
      const answer = await fetch('review/outbox/token', { credentials: 'same-origin', redirect: 'error' });
      if (!answer.ok) throw new Refused('You are signed out, or no reviewer any more. Your answers are kept in this browser: sign in again.');
      token = (await answer.json()).token;
    }
    const answer = await fetch('review/outbox/' + path, {
      method: 'POST', credentials: 'same-origin', redirect: 'error', keepalive, signal: AbortSignal.timeout(patience),
      headers: { 'Content-Type': 'application/json', 'RequestVerificationToken': token }, body: JSON.stringify(body),
    });
    if (answer.ok) return answer.json();
    token = null;
    if (answer.status === 400 && attempt === 0) continue;
    let detail = null;
    try { detail = (await answer.json()).detail; } catch { /* told by its status */ }
    if (answer.status === 401 || answer.status === 403 || answer.status === 413 || answer.status === 422) throw new Refused(detail ?? 'Your roles do not allow this any more. Your answers are kept in this browser.');
    throw new Error(detail ?? `The server answered ${answer.status}.`);
  }
}

// What the form holds, read from the page itself: it is right even where the server has not heard of the last key yet.
function collect(form) {
  const byCriterion = {};
  for (const field of form.querySelectorAll('fieldset[data-criterion]')) {
    const answer = {};
    const radio = field.querySelector('input[type=radio]:checked');
    if (radio) answer.value = radio.value;
    const boxes = [...field.querySelectorAll('input[type=checkbox][data-option]:checked')];
    if (boxes.length) answer.values = boxes.map(b => b.value);
    const number = field.querySelector('input[type=number]');
    if (number && number.value !== '') answer.number = Number(number.value);
    const text = field.querySelector('textarea[data-part=text]');
    if (text && text.value !== '') answer.text = text.value;
    const reason = field.querySelector('textarea[data-part=rationale]');
    if (reason && reason.value !== '') answer.rationale = reason.value;
    const nothing = field.querySelector('input[data-part=nothing]');
    if (nothing?.checked) answer.nothingToMark = true;
    const spans = field.dataset.spans ? JSON.parse(field.dataset.spans) : [];
    if (spans.length) answer.spans = spans;
    if (Object.keys(answer).length) byCriterion[field.dataset.criterion] = answer;
  }
  return { byCriterion };
}

function say(state, text) {
  const line = document.querySelector('[data-save-state]');
  if (!line || (line.dataset.saveState === state && line.textContent === text)) return;
  line.dataset.saveState = state;
  line.textContent = text;
}

const clock = () => new Date().toLocaleTimeString([], { hour12: false });
// The same whoever wrote it: keys in order, nothing that says nothing.
function canonical(value) {
  if (Array.isArray(value)) return value.length ? value.map(canonical) : undefined;
  if (value && typeof value === 'object') {
    const entries = Object.keys(value).sort().map(k => [k, canonical(value[k])]).filter(e => e[1] !== undefined);
    return entries.length ? Object.fromEntries(entries) : undefined;
  }
  return value === null || value === false || value === '' ? undefined : value;
}
const same = (a, b) => JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
const waiting = () => Object.keys(localStorage).filter(k => k.startsWith(prefix + (page?.user ?? '') + ':')).length;
const offline = () => { const n = waiting(); say('offline', `Offline, ${n === 1 ? '1 change' : n + ' changes'} kept in this browser`); };

async function tell(method, ...values) {
  // A call into a circuit that is lost in the middle may never come back: what follows must not wait for it.
  const late = new Promise((_, fail) => setTimeout(() => fail(new Error('no answer')), patience));
  try { await Promise.race([page.owner.invokeMethodAsync(method, ...values), late]); return true; } catch { return false; }
}

// Sends one entry: 'done', 'again' where it changed meanwhile, or 'failed' where it must wait.
async function send(key, keepalive) {
  const entry = read(key);
  if (!entry) return 'done';
  const isHere = () => page && key === page.key;
  try {
    if (entry.submit) {
      const result = await post('decisions', { ...entry.submit, item: entry.item, answers: entry.answers, comment: entry.comment, activeMilliseconds: entry.active }, keepalive);
      const isKept = ['accepted', 'surplus', 'repeated'].includes(result.outcome);
      if (isKept) remove(key);
      else write(key, { ...(read(key) ?? entry), submit: null });
      if (isHere()) {
        page.busy = false;
        if (!isKept) page.form.inert = false;
        say('saved', !isKept ? 'Not sent: see below' : result.outcome === 'surplus' ? 'Sent, kept as surplus' : 'Sent ' + clock());
        // Without a circuit the page cannot go on by itself: it starts anew and shows the next item.
        if (!await tell('Submitted', JSON.stringify(result)) && isKept) location.reload();
      }
      return 'done';
    }
    if (!entry.sent.includes(entry.operation)) {
      entry.sent = [...entry.sent.slice(-20), entry.operation];
      write(key, entry);
    }
    const saving = await post('drafts', { operation: entry.operation, sent: entry.sent, item: entry.item, answers: entry.answers, comment: entry.comment, baseRevision: entry.base, activeMilliseconds: entry.active, force: entry.force }, keepalive);
    if (saving.other) {
      // Of an item that is not on screen: it is shown when that item is opened again.
      if (!isHere()) write(key, { ...entry, stuck: true });
      if (isHere()) {
        page.paused = true;
        say('conflict', 'Changed elsewhere: choose below');
        await tell('Conflicted', JSON.stringify(saving), JSON.stringify((read(key) ?? entry).answers));
      }
      return 'failed';
    }
    if (saving.problem) {
      if (isHere()) say('problem', saving.problem);
      return 'failed';
    }
    if (isHere()) page.base = saving.revision;
    const now = read(key);
    if (now && now.operation !== entry.operation) { write(key, { ...now, base: saving.revision, sent: [], force: false }); return 'again'; }
    if (now && !now.submit) remove(key);
    if (isHere()) say('saved', 'Saved ' + clock());
    return now?.submit ? 'again' : 'done';
  } catch (problem) {
    if (isHere()) {
      page.busy = false;
      page.form.inert = false;
      if (problem.isRefusal) say('problem', problem.message);
      else offline();
    }
    return 'failed';
  }
}

// One after another, so that a later state never overtakes an earlier one. What other tabs keep is theirs to send, unless they have not for a while.
let sending = Promise.resolve();
function flush(keepalive) {
  sending = sending.then(async () => {
    for (const key of Object.keys(localStorage).filter(k => page && k.startsWith(prefix + page.user + ':'))) {
      const entry = read(key), isHere = page && key === page.key;
      if (!entry || (isHere && page.paused) || (!isHere && (entry.stuck || Date.now() - entry.at < othersAfter))) continue;
      for (let tries = 0; tries < 5 && await send(key, keepalive) === 'again'; tries++);
    }
  });
  return sending;
}

function keep(change) {
  if (!page) return;
  const answers = collect(page.form);
  const comment = page.root.querySelector('[data-part=comment]')?.value ?? '';
  if (!change && same(answers, page.last.answers) && comment === page.last.comment) return;
  page.last = { answers, comment };
  const before = read(page.key);
  write(page.key, { sent: before?.sent ?? [], item: page.item, answers, comment, base: before?.base ?? page.base, operation: uuid(), active: active(), at: Date.now(), submit: null, force: page.force ?? false, ...change });
  page.force = false;
}

function changed(event) {
  if (!page || page.busy) return;
  // The number beside a slider is what counts; the server would set it one round trip later.
  if (event?.target?.type === 'range') { const number = event.target.closest('fieldset')?.querySelector('input[type=number]'); if (number) number.value = event.target.value; }
  const before = page.last;
  keep();
  if (before === page.last) return;
  say('saving', 'Saving…');
  clearTimeout(page.timer);
  page.timer = setTimeout(() => flush(false), pause);
}

// Time on the item: a pause longer than half a minute is no work.
function active() {
  const now = performance.now();
  page.active += Math.min(now - page.moved, idleAfter);
  page.moved = now;
  return Math.round(page.active);
}

export function begin(root, owner, state) {
  const worked = page?.item === state.item ? active() : 0;
  end();
  const form = root.querySelector('[data-answers]');
  const item = `${prefix}${state.user}:${state.item}:${state.rubric}:`, key = item + tab;
  adopt(item, key);
  page = { root, form, owner, key, user: state.user, item: state.item, base: state.revision, active: Math.max(state.active, worked), moved: performance.now(), last: { answers: JSON.parse(state.answers), comment: state.comment } };
  page.abort = new AbortController();
  const on = (target, name, action) => target.addEventListener(name, action, { signal: page.abort.signal });
  on(root, 'input', changed);
  on(root, 'change', changed);
  on(document, 'keydown', () => { if (page) active(); });
  on(document, 'pointermove', () => { if (page) active(); });
  on(window, 'pagehide', () => flush(true));
  on(document, 'visibilitychange', () => { if (document.visibilityState === 'hidden') flush(true); });
  on(window, 'online', () => flush(false));
  page.loop = setInterval(() => { if (waiting() > 0) flush(false); }, retry);
  const left = read(key);
  if (left && !left.submit && !same(left.answers, page.last.answers) || left && !left.submit && left.comment !== page.last.comment) {
    // What this browser kept is shown; whether it stands on what the server has, the server says when it is sent.
    page.last = { answers: left.answers, comment: left.comment };
    tell('Restored', JSON.stringify(left.answers), left.comment);
  } else if (left && !left.submit) remove(key);
  if (left?.submit) {
    // An earlier page submitted this item and did not hear whether it arrived: it is sent before anybody answers again, for the next item then takes its place.
    page.busy = true;
    form.inert = true;
    say('saving', 'Sending your answer…');
  } else {
    say('saved', state.revision > 0 ? 'Saved' : 'Nothing to save yet');
    // What was typed while this page was being drawn.
    if (!left) changed();
  }
  if (waiting() > 0) flush(false);
  refresh(state);
}

// A draft that an earlier page of this item sent may have arrived after this page was drawn.
async function refresh(state) {
  try {
    const answer = await fetch('review/outbox/drafts/' + state.item, { credentials: 'same-origin', redirect: 'error', signal: AbortSignal.timeout(patience) });
    if (answer.status !== 200) return;
    const kept = await answer.json();
    if (page?.item !== state.item || page.base !== state.revision || kept.revision <= state.revision || read(page.key)) return;
    page.base = kept.revision;
    page.last = { answers: kept.answers, comment: kept.comment };
    await tell('Restored', JSON.stringify(kept.answers), kept.comment);
  } catch { /* the next write says whether something else stands there */ }
}

// What another tab left of this item, the newest of it, unless this tab has its own.
function adopt(item, key) {
  const left = Object.keys(localStorage).filter(k => k.startsWith(item) && k !== key).sort((a, b) => (read(b)?.at ?? 0) - (read(a)?.at ?? 0))[0];
  if (!left || read(key)) return;
  write(key, { ...read(left), stuck: false });
  remove(left);
}

export function end() {
  if (!page) return;
  clearInterval(page.loop);
  clearTimeout(page.timer);
  page.abort.abort();
  page = null;
}

// After the server drew the form anew: marked passages, undo and redo.
export function drawn() { changed(); }

export async function saveNow() { if (page) { clearTimeout(page.timer); keep(); await flush(false); } }

export async function submit(options) {
  if (!page || page.busy || page.paused) return;
  page.busy = true;
  clearTimeout(page.timer);
  const pending = read(page.key)?.submit;
  keep({ submit: { operation: pending?.operation ?? uuid(), isUnclear: !!options.unclear, isFlagged: !!options.flagged, supersedes: options.supersedes ?? null } });
  say('saving', 'Sending…');
  await flush(false);
  if (page) page.busy = false;
}

export async function skip(reason) {
  try { return JSON.stringify(await post('skips', { operation: uuid(), item: page.item, reason, activeMilliseconds: active() }, false)); }
  catch (problem) { return JSON.stringify({ outcome: 'refused', message: problem.isRefusal ? problem.message : 'The connection is lost; nothing was skipped. Try again when it is back.' }); }
}

// The reviewer chose between two states of a draft; that from elsewhere gets a form of its own, which begins anew.
export async function resolve(mine, revision) {
  if (!page) return;
  page.paused = false;
  page.base = revision;
  remove(page.key);
  if (!mine) return;
  page.last = { answers: null, comment: null };
  page.force = true;
  changed();
}

export async function renew(slot, lease) { try { return (await post('leases', { slot, token: lease }, false)).holds; } catch { return true; } }
