// Shows the dialogue while the connection is lost and takes it away when it is back.
const dialog = document.getElementById('components-reconnect-modal');
dialog.addEventListener('components-reconnect-state-changed', (event) => {
  const state = event.detail.state;
  dialog.dataset.state = state;
  if (state === 'show') { if (!dialog.open) dialog.showModal(); }
  else if (state === 'hide') { dialog.close(); }
  else if (state === 'rejected') { location.reload(); }
});
dialog.querySelector('[data-action="retry"]').addEventListener('click', async () => {
  try {
    if (!await Blazor.reconnect() && !await Blazor.resumeCircuit()) location.reload();
  } catch { dialog.dataset.state = 'failed'; }
});
