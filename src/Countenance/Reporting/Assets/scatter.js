(() => {
  'use strict';
  const root = document.documentElement;
  const darkSystem = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme || (darkSystem.matches ? 'dark' : 'light')) === 'dark';
  const css = name => getComputedStyle(root).getPropertyValue(name).trim();
  const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  const words = text => new Uint16Array(bytes(text).buffer);
  const SIDE = 65535, CELLS = 128, REACH = 14;

  function element(tag, className, parent, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    parent?.append(made);
    return made;
  }

  // The same walk as in the pictures written as PNG: no class covers the others because its images come last.
  function drawingOrder(count) {
    const gcd = (a, b) => b === 0 ? a : gcd(b, a % b);
    let step = Math.max(1, Math.floor(count * 0.6180339887));
    while (count > 1 && gcd(step, count) !== 1) step++;
    const order = new Uint32Array(count);
    for (let i = 1; i < count; i++) order[i] = (order[i - 1] + step) % count;
    return order;
  }

  class Scatter {
    constructor(figure) {
      this.spec = JSON.parse(figure.querySelector('script').textContent);
      const { spec } = this;
      this.points = words(spec.points);
      for (const colouring of spec.colourings) {
        colouring.of = words(colouring.labels);
        colouring.shown = colouring.categories.map(() => true);
      }
      this.colouring = spec.colourings[0];
      this.order = drawingOrder(spec.count);
      this.view = { x: SIDE / 2, y: SIDE / 2, zoom: 1 };
      this.sheets = [];
      this.index();
      this.host = figure.querySelector('.cloud');
      this.tools = element('div', 'tools');
      this.legend = element('ul', 'legend');
      this.host.before(this.tools, this.legend);
      this.canvas = element('canvas', '', this.host);
      this.tooltip = element('div', 'tooltip', this.host);
      this.tooltip.hidden = true;
      this.listen();
      this.drawTools();
      this.drawLegend();
      new ResizeObserver(() => this.resize()).observe(this.host);
      this.resize();
    }

    // Points by the cell of a grid, so that the one under the pointer is found at once.
    index() {
      const { points, spec } = this;
      const cell = i => (points[2 * i] * CELLS >> 16) * CELLS + (points[2 * i + 1] * CELLS >> 16);
      this.starts = new Uint32Array(CELLS * CELLS + 1);
      for (let i = 0; i < spec.count; i++) this.starts[cell(i) + 1]++;
      for (let i = 0; i < CELLS * CELLS; i++) this.starts[i + 1] += this.starts[i];
      const next = this.starts.slice();
      this.members = new Uint32Array(spec.count);
      for (let i = 0; i < spec.count; i++) this.members[next[cell(i)]++] = i;
    }

    // ---- size and place ----
    resize(width = this.host.clientWidth) {
      if (width < 40) return;
      this.width = width;
      this.height = Math.round(Math.max(280, Math.min(700, width * 0.82)));
      this.ratio = devicePixelRatio || 1;
      this.canvas.width = Math.round(this.width * this.ratio);
      this.canvas.height = Math.round(this.height * this.ratio);
      this.canvas.style.height = `${this.height}px`;
      this.draw();
    }

    get scale() { return (Math.min(this.width, this.height) - 36) / SIDE * this.view.zoom; }
    left(x) { return this.width / 2 + (x - this.view.x) * this.scale; }
    top(y) { return this.height / 2 - (y - this.view.y) * this.scale; }

    zoom(factor, x = this.width / 2, y = this.height / 2) {
      const { view } = this, before = this.scale;
      view.zoom = Math.max(1, Math.min(60, view.zoom * factor));
      const gain = 1 / before - 1 / this.scale;
      view.x += (x - this.width / 2) * gain;
      view.y -= (y - this.height / 2) * gain;
      this.move(0, 0);
    }

    move(dx, dy) {
      const { view } = this, clamp = value => Math.max(0, Math.min(SIDE, value));
      if (view.zoom === 1) view.x = view.y = SIDE / 2;
      view.x = clamp(view.x - dx / this.scale);
      view.y = clamp(view.y + dy / this.scale);
      if (view.zoom === 1) view.x = view.y = SIDE / 2;
      this.tooltip.hidden = true;
      this.whole.disabled = view.zoom === 1;
      this.soon();
    }

    // ---- drawing ----
    soon() {
      if (this.waiting) return;
      this.waiting = true;
      requestAnimationFrame(() => { this.waiting = false; this.draw(); });
    }

    get radius() { return Math.max(1.25, Math.min(4, 2.7 * Math.sqrt(3000 / this.spec.count))) * Math.pow(this.view.zoom, 0.4); }

    // How much of each pixel a disc covers, of 256, for its middle at each of 4 x 4 places inside a pixel.
    stamps() {
      const radius = this.radius * this.ratio, reach = Math.ceil(radius) + 1, side = 2 * reach + 1;
      const cover = new Uint16Array(16 * side * side);
      for (let place = 0, k = 0; place < 16; place++) {
        const x = reach + ((place & 3) + 0.5) / 4, y = reach + ((place >> 2) + 0.5) / 4;
        for (let row = 0; row < side; row++) {
          for (let column = 0; column < side; column++, k++) {
            const share = radius + 0.5 - Math.hypot(column + 0.5 - x, row + 0.5 - y);
            cover[k] = Math.round(Math.max(0, Math.min(1, share)) * 0.8 * 256);
          }
        }
      }
      return { cover, reach, side };
    }

    // Pixel by pixel: tens of thousands of points are drawn in milliseconds, with or without a graphics processor.
    draw() {
      const { points, order, ratio, colouring, canvas } = this, { width, height } = canvas, dark = isDark();
      const pen = canvas.getContext('2d', { willReadFrequently: true });
      pen.fillStyle = css('--surface');
      pen.fillRect(0, 0, width, height);
      const picture = pen.getImageData(0, 0, width, height), data = picture.data;
      const { cover, reach, side } = this.stamps();
      const colours = colouring.categories.map(category => parseInt((dark ? category.dark : category.light).slice(1), 16));
      const scale = this.scale * ratio, left = this.width / 2 * ratio - this.view.x * scale, top = this.height / 2 * ratio + this.view.y * scale;
      for (let k = 0; k < order.length; k++) {
        const i = order[k], category = colouring.of[i];
        if (!colouring.shown[category]) continue;
        const x = left + points[2 * i] * scale, y = top - points[2 * i + 1] * scale;
        if (x < -reach || y < -reach || x > width + reach || y > height + reach) continue;
        const column = Math.floor(x), row = Math.floor(y), place = ((y - row) * 4 | 0) * 4 + ((x - column) * 4 | 0);
        const colour = colours[category], red = colour >> 16, green = colour >> 8 & 255, blue = colour & 255;
        const from = Math.max(0, column - reach), to = Math.min(width - 1, column + reach);
        for (let line = Math.max(0, row - reach); line <= Math.min(height - 1, row + reach); line++) {
          let at = (place * side + line - row + reach) * side + from - column + reach, on = (line * width + from) * 4;
          for (let pixel = from; pixel <= to; pixel++, at++, on += 4) {
            const share = cover[at];
            if (share === 0) continue;
            data[on] += (red - data[on]) * share >> 8;
            data[on + 1] += (green - data[on + 1]) * share >> 8;
            data[on + 2] += (blue - data[on + 2]) * share >> 8;
          }
        }
      }
      pen.putImageData(picture, 0, 0);
      this.drawNames(pen);
    }

    drawNames(pen) {
      const { colouring, ratio } = this;
      if (colouring.categories.length < 2) return;
      pen.font = `600 ${15 * ratio}px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif`;
      pen.textAlign = 'center';
      pen.textBaseline = 'middle';
      pen.lineJoin = 'round';
      const names = [];
      for (const anchor of colouring.anchors) {
        const members = colouring.categories.map((category, i) => category.class === anchor.class ? i : -1).filter(i => i >= 0);
        if (!members.some(i => colouring.shown[i])) continue;
        const text = colouring.categories[members[0]].family, half = pen.measureText(text).width / 2 + 6 * ratio;
        const x = this.left(anchor.x) * ratio, y = this.top(anchor.y) * ratio;
        const inside = x > 0 && y > 0 && x < this.canvas.width && y < this.canvas.height;
        if (inside) names.push({ text, half, x: Math.max(half, Math.min(this.canvas.width - half, x)), y });
      }
      const height = 20 * ratio;
      for (let round = 0, moved = true; moved && round < 60; round++) {
        moved = false;
        names.forEach((a, i) => names.slice(i + 1).forEach(b => {
          const overlap = height - Math.abs(a.y - b.y);
          if (overlap <= 0.01 || Math.abs(a.x - b.x) >= a.half + b.half) return;
          const step = (a.y <= b.y ? 1 : -1) * (overlap / 2 + 0.01);
          a.y -= step;
          b.y += step;
          moved = true;
        }));
      }
      pen.strokeStyle = css('--surface');
      pen.fillStyle = css('--ink');
      pen.lineWidth = 4 * ratio;
      for (const { text, x, y } of names) {
        pen.strokeText(text, x, y);
        pen.fillText(text, x, y);
      }
    }

    // ---- pointing ----
    nearest(x, y) {
      const { points, colouring } = this;
      const worldX = this.view.x + (x - this.width / 2) / this.scale, worldY = this.view.y - (y - this.height / 2) / this.scale;
      const reach = REACH / this.scale, band = value => Math.max(0, Math.min(CELLS - 1, Math.floor(value * CELLS / (SIDE + 1))));
      let best = -1, least = reach * reach;
      for (let column = band(worldX - reach); column <= band(worldX + reach); column++) {
        for (let row = band(worldY - reach); row <= band(worldY + reach); row++) {
          const cell = column * CELLS + row;
          for (let k = this.starts[cell]; k < this.starts[cell + 1]; k++) {
            const i = this.members[k];
            if (!colouring.shown[colouring.of[i]]) continue;
            const dx = points[2 * i] - worldX, dy = points[2 * i + 1] - worldY, square = dx * dx + dy * dy;
            if (square < least) { least = square; best = i; }
          }
        }
      }
      return best;
    }

    point(x, y) {
      const i = this.nearest(x, y);
      this.tooltip.hidden = i < 0;
      if (i < 0) return;
      if (this.pointed !== i || this.tooltip.childElementCount === 0) {
        this.pointed = i;
        this.tooltip.replaceChildren();
        this.drawThumbnail(i);
        for (const colouring of this.spec.colourings) {
          const row = element('div', '', this.tooltip);
          element('b', '', row, colouring.name);
          element('span', '', row, colouring.categories[colouring.of[i]].name);
        }
        if (this.spec.names.length) element('small', '', this.tooltip, this.spec.names[i]);
      }
      const atX = this.left(this.points[2 * i]), atY = this.top(this.points[2 * i + 1]);
      const { offsetWidth, offsetHeight } = this.tooltip;
      const right = atX + 14 + offsetWidth < this.width;
      this.tooltip.style.left = `${right ? atX + 14 : Math.max(0, atX - 14 - offsetWidth)}px`;
      this.tooltip.style.top = `${Math.max(0, Math.min(this.height - offsetHeight, atY - offsetHeight / 2))}px`;
    }

    drawThumbnail(i) {
      const { tile, columns, every, sheets } = this.spec.thumbnails;
      if (!sheets.length || i % every) return;
      const place = i / every, sheet = Math.floor(place / (columns * columns)), on = place % (columns * columns);
      const side = 96, picture = element('canvas', '', this.tooltip);
      picture.width = picture.height = side * this.ratio;
      const show = () => {
        const pen = picture.getContext('2d');
        pen.imageSmoothingQuality = 'high';
        const from = [on % columns * tile, Math.floor(on / columns) * tile];
        pen.drawImage(this.sheets[sheet], from[0], from[1], tile, tile, 0, 0, picture.width, picture.height);
      };
      if (!this.sheets[sheet]) {
        this.sheets[sheet] = new Image();
        this.sheets[sheet].src = 'data:image/jpeg;base64,' + sheets[sheet];
      }
      if (this.sheets[sheet].complete) show();
      else this.sheets[sheet].addEventListener('load', show);
    }

    listen() {
      const { host, canvas } = this;
      host.tabIndex = 0;
      for (const [name, value] of Object.entries({
        role: 'application', 'aria-roledescription': 'map',
        'aria-description': 'Plus and minus zoom, the arrow keys move, 0 shows the whole.',
      })) host.setAttribute(name, value); // not a picture any more: arrow keys would not reach one
      const at = event => [event.offsetX, event.offsetY];
      canvas.addEventListener('pointerdown', event => {
        this.grip = { x: event.clientX, y: event.clientY };
        if (event.pointerType === 'mouse') canvas.setPointerCapture(event.pointerId);
        else this.point(...at(event));
      });
      canvas.addEventListener('pointermove', event => {
        if (this.grip && event.buttons && this.view.zoom > 1) {
          this.move(event.clientX - this.grip.x, event.clientY - this.grip.y);
          this.grip = { x: event.clientX, y: event.clientY };
        } else this.point(...at(event));
      });
      canvas.addEventListener('pointerup', () => { this.grip = undefined; });
      canvas.addEventListener('pointerleave', () => { this.tooltip.hidden = true; });
      canvas.addEventListener('dblclick', event => this.zoom(event.shiftKey ? 0.5 : 2, ...at(event)));
      canvas.addEventListener('wheel', event => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY / 300), ...at(event));
      }, { passive: false });
      host.addEventListener('keydown', event => {
        const step = 60, moves = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
        const zooms = { '+': 1.5, '=': 1.5, '-': 1 / 1.5, 0: 1e-9 };
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (moves[event.key]) this.move(...moves[event.key]);
        else if (zooms[event.key]) this.zoom(zooms[event.key]);
        else return;
        event.preventDefault();
      });
    }

    // ---- buttons ----
    drawTools() {
      const { spec } = this;
      const button = (text, title, run) => {
        const made = element('button', '', this.tools, text);
        made.type = 'button';
        made.title = title;
        made.addEventListener('click', run);
        return made;
      };
      if (spec.colourings.length > 1) {
        element('span', 'dim', this.tools, 'Colour by');
        const choices = spec.colourings.map(colouring => button(colouring.name, `Colour by ${colouring.name}`, () => {
          this.colouring = colouring;
          choices.forEach((choice, i) => choice.setAttribute('aria-pressed', String(spec.colourings[i] === colouring)));
          this.drawLegend();
          this.soon();
        }));
        choices.forEach((choice, i) => choice.setAttribute('aria-pressed', String(i === 0)));
      }
      element('span', 'gap', this.tools);
      button('+', 'Zoom in', () => this.zoom(1.5)).setAttribute('aria-label', 'Zoom in');
      button('−', 'Zoom out', () => this.zoom(1 / 1.5)).setAttribute('aria-label', 'Zoom out');
      this.whole = button('Whole map', 'Show the whole map', () => this.zoom(1e-9));
      this.whole.disabled = true;
    }

    drawLegend() {
      const { colouring } = this, dark = isDark();
      const families = new Map();
      colouring.categories.forEach((category, i) => families.set(category.class, [...families.get(category.class) ?? [], i]));
      const counts = new Uint32Array(colouring.categories.length);
      for (const category of colouring.of) counts[category]++;
      const items = [];
      const toggle = (parent, text, members, swatch) => {
        const made = element('button', '', parent);
        made.type = 'button';
        if (swatch !== undefined) {
          const dot = element('span', 'dot', made);
          dot.style.background = dark ? colouring.categories[swatch].dark : colouring.categories[swatch].light;
        }
        made.append(text);
        const total = members.reduce((sum, i) => sum + counts[i], 0);
        made.title = `${total.toLocaleString('en')} images: show or hide`;
        if (swatch !== undefined && members.length === 1) made.setAttribute('aria-label', colouring.categories[swatch].name);
        made.addEventListener('click', () => {
          const show = !members.some(i => colouring.shown[i]);
          members.forEach(i => { colouring.shown[i] = show; });
          items.forEach(update => update());
          this.soon();
        });
        items.push(() => made.setAttribute('aria-pressed', String(members.some(i => colouring.shown[i]))));
      };
      this.legend.replaceChildren();
      for (const members of families.values()) {
        const row = element('li', members.length > 1 ? 'family' : '', this.legend);
        if (members.length === 1) toggle(row, colouring.categories[members[0]].name, members, members[0]);
        else {
          toggle(row, colouring.categories[members[0]].family, members);
          members.forEach(i => toggle(row, String(colouring.categories[i].number), [i], i));
        }
      }
      if (colouring.categories.length > 2) {
        const row = element('li', '', this.legend), all = element('button', 'dim', row);
        all.type = 'button';
        all.addEventListener('click', () => {
          const show = !colouring.shown.every(Boolean);
          colouring.shown.fill(show);
          items.forEach(update => update());
          this.soon();
        });
        items.push(() => { all.textContent = colouring.shown.every(Boolean) ? 'hide all' : 'show all'; });
      }
      items.forEach(update => update());
    }

    recolour(width) {
      this.drawLegend();
      if (width) this.resize(width);
      else this.draw();
    }
  }

  const maps = [...document.querySelectorAll('figure.scatter')].map(figure => new Scatter(figure));
  if (!maps.length) return;
  const recolour = () => maps.forEach(map => map.recolour());
  new MutationObserver(recolour).observe(root, { attributeFilter: ['data-theme'] });
  darkSystem.addEventListener('change', recolour);
  addEventListener('beforeprint', () => maps.forEach(map => map.recolour(620)));
  addEventListener('afterprint', () => maps.forEach(map => map.resize()));
})();
