// Sends one file as a request body, so that neither browser nor server holds it in memory, and tells how far it is.
const running = new Map();

export function attach(zone, input, owner) {
  const send = files => { if (files && files.length > 0) start(files[0], owner); };
  const over = e => { e.preventDefault(); zone.classList.add('over'); };
  const leave = () => zone.classList.remove('over');
  const drop = e => { e.preventDefault(); leave(); send(e.dataTransfer.files); };
  const change = () => { send(input.files); input.value = ''; };
  zone.addEventListener('dragover', over);
  zone.addEventListener('dragleave', leave);
  zone.addEventListener('drop', drop);
  input.addEventListener('change', change);
  // On a slow line a file may be chosen before anybody listens.
  if (input.files.length > 0) change();
}

export function cancel(owner) {
  const request = running.get(owner._id);
  if (request) request.abort();
}

async function start(file, owner) {
  cancel(owner);
  await owner.invokeMethodAsync('Started', file.name, file.size);
  const answer = await fetch('datasets/uploads/token', { credentials: 'same-origin' });
  if (!answer.ok) {
    await owner.invokeMethodAsync('Failed', answer.status === 403 ? 'Your roles do not allow imports. Ask an owner of the workspace.' : 'You are signed out. Sign in again, then repeat the upload.');
    return;
  }
  const { token } = await answer.json();
  const request = new XMLHttpRequest();
  running.set(owner._id, request);
  let told = 0;
  request.upload.onprogress = e => {
    const now = performance.now();
    if (now - told > 150 || e.loaded === e.total) {
      told = now;
      owner.invokeMethodAsync('Progressed', e.loaded);
    }
  };
  request.onload = () => {
    let body = {};
    try { body = JSON.parse(request.responseText); } catch { /* an answer without JSON is told by its status */ }
    if (request.status === 200) owner.invokeMethodAsync('Completed', body.id);
    else owner.invokeMethodAsync('Failed', body.detail || `The server answered ${request.status}. Try again.`);
  };
  request.onerror = () => owner.invokeMethodAsync('Failed', 'The connection broke. Check the network and try again; nothing was kept.');
  request.onabort = () => owner.invokeMethodAsync('Cancelled');
  request.onloadend = () => running.delete(owner._id);
  request.open('POST', 'datasets/uploads?name=' + encodeURIComponent(file.name));
  request.setRequestHeader('RequestVerificationToken', token);
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.send(file);
}
