// A button with data-passkey asks the browser for a passkey and submits its form with the answer.
document.addEventListener('click', async event => {
  const button = event.target.closest('button[data-passkey]');
  if (!button || !button.form.reportValidity()) return;
  event.preventDefault();
  const form = button.form, note = form.querySelector('[data-passkey-note]');
  note.hidden = true;
  try {
    if (!globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON) throw new Error('This browser knows no passkeys. Use another, or sign in with your password.');
    const answer = await fetch(button.dataset.options, { method: 'POST', headers: { RequestVerificationToken: form.elements['__RequestVerificationToken'].value } });
    if (!answer.ok) throw new Error('The workbench did not answer. Reload the page and try again.');
    const options = await answer.json();
    const credential = button.dataset.passkey === 'create'
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    form.elements['Passkey.Credential'].value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    note.textContent = error.name === 'NotAllowedError' ? 'No passkey was chosen. Try again, or use your password.'
      : error.name === 'InvalidStateError' ? 'This device has a passkey for your account already.' : error.message;
    note.hidden = false;
  }
});
