// Follows the groups while they are being made, and loads the page again when they are there.
const part = document.querySelector('[data-pending]');
const share = part.querySelector('[data-share]'), bar = part.querySelector('.accent'), progress = part.querySelector('[role=progressbar]');

for (;;) {
  await new Promise(wait => setTimeout(wait, 500));
  let state;
  try {
    state = await (await fetch('/groups.json')).json();
  } catch {
    continue; // the program may be back in a moment
  }
  if (state.isDone) {
    location.reload();
    break;
  }
  const percent = Math.round(100 * state.share);
  share.textContent = `${percent} %`;
  bar.setAttribute('width', `${percent}%`);
  progress.setAttribute('aria-valuenow', percent);
}
