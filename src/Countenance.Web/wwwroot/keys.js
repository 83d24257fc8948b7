// Keys that work on every page. Others belong to the grid, the map and the review.
if (document.activeElement === document.body && !document.querySelector('[autofocus]')) document.querySelector('h1')?.focus();
const help = document.getElementById('help');
document.querySelector('.bar nav .active')?.scrollIntoView({ block: 'nearest', inline: 'center' }); // where not all fit
document.querySelector('[data-help]')?.addEventListener('click', () => help.showModal());

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea')) return;
  if (event.key === '?') {
    help.open ? help.close() : help.showModal();
  } else if (event.key === '/' && !help.open) {
    event.preventDefault();
    const picture = document.getElementById('picture');
    if (picture) picture.focus();
    else location.assign('/search');
  }
});
