// A picture that is dropped anywhere on the page, pasted or chosen is sent at once.
const form = document.getElementById('search');
const input = document.getElementById('picture');

function send(file) {
  if (!file) return;
  const transfer = new DataTransfer();
  transfer.items.add(file);
  input.files = transfer.files;
  submit();
}

function submit() {
  form.classList.add('busy');
  form.requestSubmit();
}

input.addEventListener('change', () => { if (input.files.length) submit(); });
document.addEventListener('paste', event => send([...event.clipboardData.files][0]));
document.addEventListener('dragover', event => {
  event.preventDefault();
  form.classList.add('over');
});
document.addEventListener('dragleave', event => { if (!event.relatedTarget) form.classList.remove('over'); });
document.addEventListener('drop', event => {
  event.preventDefault();
  form.classList.remove('over');
  send([...event.dataTransfer.files][0]);
});
addEventListener('pageshow', () => form.classList.remove('busy'));
