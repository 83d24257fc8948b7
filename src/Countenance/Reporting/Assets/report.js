(() => {
  'use strict';
  const root = document.documentElement;
  const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [1, 4]];
  const dashes = index => DASHES[(index + Math.floor(index / 6)) % DASHES.length]; // each round of colours has other ones
  const darkSystem = matchMedia('(prefers-color-scheme: dark)');
  const css = name => getComputedStyle(root).getPropertyValue(name).trim();
  const isDark = () => (root.dataset.theme || (darkSystem.matches ? 'dark' : 'light')) === 'dark';

  // ---- values as text, the same as the tables' ----
  const number = value => {
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(3).replace(/\.?0+e/, 'e').replaceAll('-', '−');
    const text = size >= 9999.5 ? value.toLocaleString('en', { maximumFractionDigits: 1 }) : String(Number(value.toPrecision(4)));
    return text.replaceAll('-', '−');
  };
  const shareText = value => (value * 100).toFixed(2) + '\u202f%';

  // ---- one chart ----
  function element(tag, className, parent) {
    const made = document.createElement(tag);
    made.className = className;
    parent.append(made);
    return made;
  }

  function swatch(index, colour) {
    const ns = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(ns, 'svg');
    const line = document.createElementNS(ns, 'line');
    for (const [name, value] of Object.entries({ width: 26, height: 10, 'aria-hidden': 'true' })) svg.setAttribute(name, value);
    for (const [name, value] of Object.entries({
      x1: 1, y1: 5, x2: 25, y2: 5, stroke: colour, 'stroke-width': 2.5, 'stroke-dasharray': dashes(index).join(' '),
    })) line.setAttribute(name, value);
    svg.append(line);
    return svg;
  }

  class Chart {
    constructor(figure) {
      this.spec = JSON.parse(figure.querySelector('script').textContent);
      this.host = figure.querySelector('.plot');
      this.hidden = new Set();
      this.legend = document.createElement('ul');
      this.legend.className = 'legend';
      this.host.before(this.legend);
      this.host.tabIndex = 0;
      for (const [name, value] of Object.entries({
        role: 'application', 'aria-roledescription': 'chart', 'aria-description': 'Left and right arrow keys read its values.',
      })) this.host.setAttribute(name, value); // not a picture any more: arrow keys would not reach one
      this.host.addEventListener('keydown', event => this.key(event));
      this.host.addEventListener('blur', () => this.clear());
      this.said = element('p', 'unseen', figure);
      this.said.setAttribute('aria-live', 'polite');
      this.format = this.spec.share ? shareText : number;
      this.draw();
      new ResizeObserver(() => this.resize()).observe(this.host);
    }

    colour(index) { return css('--series-' + (index % 6 + 1)); }

    size(width) {
      return { width, height: Math.round(Math.max(210, Math.min(330, width * 0.5))) };
    }

    draw(width = this.host.clientWidth, pxRatio) {
      if (width < 40) return;
      const { spec } = this;
      const ink = css('--muted'), grid = css('--grid');
      const font = size => `${size}px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif`;
      const axis = { stroke: ink, font: font(12), labelFont: font(12), labelGap: 2, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
      const few = spec.x.length <= 40;
      const series = spec.series.map((line, index) => ({
        label: line.name, stroke: this.colour(index), width: 2, dash: dashes(index), spanGaps: true,
        show: !this.hidden.has(index), points: { show: few, size: 6, fill: this.colour(index), width: 0 },
      }));
      this.plot?.destroy();
      this.plot = new uPlot({
        ...this.size(width), ...(pxRatio ? { pxRatio } : {}),
        padding: [10, 14, 0, 0],
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, y: false, points: { size: 9 } },
        scales: {
          x: spec.log2 ? { time: false, distr: 3, log: 2 } : { time: false, range: (u, low, high) => low === high ? [low - 1, high + 1] : [low, high] },
          y: { range: (u, low, high) => this.range(low, high) },
        },
        axes: [
          {
            ...axis, label: spec.xName, size: 30, labelSize: 20, space: 46, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 1e4, 1e5],
            ...(spec.log2 ? { splits: () => spec.x, filter: (u, splits) => splits } : {}), values: (u, splits) => splits.map(number),
          },
          {
            ...axis, label: spec.yName, labelSize: 20, size: (u, values) => 14 + 7 * Math.max(2, ...(values || []).map(text => text.length)),
            values: (u, splits) => splits.map(value => spec.share ? number(value * 100) : number(value)),
          },
        ],
        series: [{}, ...series],
        hooks: { setCursor: [u => this.tip(u)] },
      }, [spec.x, ...spec.series.map(line => line.values)], this.host);
      this.tooltip = element('div', 'tooltip', this.plot.over);
      this.tooltip.hidden = true;
      this.drawLegend();
    }

    range(low, high) {
      if (low == null) return [0, 1];
      const pad = (high - low || Math.abs(high) || 1) * 0.08;
      const from = low >= 0 && low - pad < 0 ? 0 : low - pad;
      return this.spec.share ? [Math.max(0, from), Math.min(1, high + pad)] : [from, high + pad];
    }

    resize() {
      const width = this.host.clientWidth;
      if (!this.plot) this.draw();
      else if (width > 40 && width !== this.plot.width) this.plot.setSize(this.size(width));
    }

    drawLegend() {
      this.legend.replaceChildren(...this.spec.series.map((line, index) => {
        const item = document.createElement('li');
        const button = element('button', '', item);
        button.type = 'button';
        button.append(swatch(index, this.colour(index)), line.name);
        button.setAttribute('aria-pressed', String(!this.hidden.has(index)));
        button.title = 'Show or hide this line';
        button.addEventListener('click', () => {
          if (!this.hidden.delete(index)) this.hidden.add(index);
          button.setAttribute('aria-pressed', String(!this.hidden.has(index)));
          this.plot.setSeries(index + 1, { show: !this.hidden.has(index) });
        });
        return item;
      }));
    }

    readings(position) {
      return this.spec.series
        .map((line, index) => ({ name: line.name, value: line.values[position], index }))
        .filter(({ value, index }) => value != null && !this.hidden.has(index));
    }

    tip(u) {
      const { idx, left } = u.cursor;
      const readings = idx == null || left < 0 ? [] : this.readings(idx);
      this.tooltip.hidden = readings.length === 0;
      if (this.tooltip.hidden) return;
      const head = document.createElement('b');
      head.textContent = `${this.spec.xName} ${number(this.spec.x[idx])}`;
      this.tooltip.replaceChildren(head, ...readings.map(({ name, value, index }) => {
        const row = document.createElement('div');
        const shown = document.createElement('span');
        shown.textContent = this.format(value);
        row.append(swatch(index, this.colour(index)), name + ' ', shown);
        return row;
      }));
      const x = u.valToPos(this.spec.x[idx], 'x');
      const flip = x + this.tooltip.offsetWidth + 18 > u.over.clientWidth;
      this.tooltip.style.left = `${Math.max(0, flip ? x - this.tooltip.offsetWidth - 12 : x + 12)}px`;
    }

    key(event) {
      const last = this.spec.x.length - 1;
      const at = this.at ?? -1;
      const next = { ArrowRight: Math.min(last, at + 1), ArrowLeft: Math.max(0, at - 1), Home: 0, End: last }[event.key];
      if (event.key === 'Escape') this.clear();
      if (next === undefined || !this.plot) return;
      event.preventDefault();
      this.at = next;
      this.plot.setCursor({ left: this.plot.valToPos(this.spec.x[next], 'x'), top: 10 });
      this.said.textContent = `${this.spec.xName} ${number(this.spec.x[next])}: ` +
        this.readings(next).map(({ name, value }) => `${name} ${this.format(value)}`).join(', ');
    }

    clear() {
      this.at = undefined;
      this.plot?.setCursor({ left: -10, top: -10 });
    }
  }

  const charts = [...document.querySelectorAll('figure.chart')].map(figure => new Chart(figure));
  const redraw = () => charts.forEach(chart => chart.draw());

  // ---- light and dark ----
  const toggle = document.getElementById('theme');
  const label = () => {
    toggle.textContent = isDark() ? 'Light' : 'Dark';
    toggle.setAttribute('aria-label', isDark() ? 'Light colours' : 'Dark colours');
  };
  toggle.hidden = false;
  label();
  toggle.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try { localStorage.setItem('countenance-theme', root.dataset.theme); } catch { /* storage may be refused */ }
    label();
    redraw();
  });
  darkSystem.addEventListener('change', () => { label(); redraw(); });

  // ---- paper is light, and finer than a screen ----
  let chosen;
  addEventListener('beforeprint', () => {
    chosen = root.dataset.theme;
    root.dataset.theme = 'light';
    charts.forEach(chart => chart.draw(chart.host.closest('.charts') ? 300 : 620, 3));
  });
  addEventListener('afterprint', () => {
    if (chosen) root.dataset.theme = chosen; else delete root.dataset.theme;
    redraw();
  });

  // ---- the navigation follows the page ----
  const links = new Map([...document.querySelectorAll('nav a')].map(link => [link.hash.slice(1), link]));
  const seen = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      for (const [id, link] of links) {
        if (id === target.id) {
          link.setAttribute('aria-current', 'true');
          link.closest('ul').scrollTo({ left: link.offsetLeft - 60 });
        } else link.removeAttribute('aria-current');
      }
    }
  }, { rootMargin: '-20% 0px -75% 0px' });
  document.querySelectorAll('main > section').forEach(section => seen.observe(section));
})();
