(() => {
  'use strict';
  document.documentElement.classList.add('js');
  let theme = new URLSearchParams(location.search).get('theme');
  try { theme = theme || localStorage.getItem('countenance-theme'); } catch { /* storage may be refused */ }
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
})();
