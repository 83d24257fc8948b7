// All faces as dots. Drawn by WebGL, or dot by dot where there is none.
import { FaceGrid, spoken } from './grid.js';

const WORDS = 5, GRID_WORDS = 3, LOW = 2 ** 32, REACH = 12;
const VERTEX = `attribute vec2 place; attribute float kind;
  uniform vec4 view; uniform float size; uniform vec3 colors[10];
  varying vec4 tint;
  void main() {
    int k = int(min(kind, 9.0));
    vec3 color = vec3(0.0);
    for (int i = 0; i < 10; i++) if (i == k) color = colors[i];
    tint = vec4(color, 0.78);
    gl_Position = kind > -0.5 ? vec4(place * view.xy + view.zw, 0.0, 1.0) : vec4(9.0);
    gl_PointSize = size;
  }`;
const FRAGMENT = `precision mediump float; varying vec4 tint;
  void main() {
    float d = length(gl_PointCoord - 0.5);
    float a = tint.a * smoothstep(0.5, 0.36, d);
    gl_FragColor = vec4(tint.rgb * a, a);
  }`;

class FaceMap {
  constructor(part, grid) {
    this.part = part;
    this.grid = grid;
    grid.changed = (before, expression) => this.said(before, expression);
    this.canvas = part.querySelector('.map');
    this.path = part.querySelector('.lasso path');
    this.tip = part.querySelector('.map-tip');
    this.state = part.querySelector('.map-state');
    this.expressions = part.dataset.expressions.split('|');
    this.shown = this.expressions.map(() => true);
    this.view = { x: 0, y: 0, zoom: 1 };
    this.places = new Float32Array(0);
    this.count = 0;
    this.polygon = null;
    this.gl = this.canvas.getContext('webgl', { antialias: false, premultipliedAlpha: true });
    if (this.gl) this.program();
    else this.flat = this.canvas.getContext('2d');
    this.legend();
    this.listen();
    new ResizeObserver(() => this.resize()).observe(this.canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
    this.follow();
  }

  // ---- data ----
  async follow() {
    for (;;) {
      let state;
      try {
        if (this.version === undefined) await this.load();
        state = await (await fetch('/map.json')).json();
        if (state.version !== this.version) await this.load();
      } catch {
        this.state.textContent = 'The program does not answer. Is it still running?';
        await new Promise(wait => setTimeout(wait, 2000));
        continue;
      }
      this.state.textContent = state.failure ? `By principal components: t-SNE failed (${state.failure})` :
        state.isFinal ? '' :
        `First by principal components; t-SNE is under way, iteration ${state.iteration} of ${state.iterations}…`;
      if (state.isFinal) return;
      await new Promise(wait => setTimeout(wait, 1000));
    }
  }

  async load() {
    const answer = await fetch('/map.bin'), data = await answer.arrayBuffer();
    this.version = Number(answer.headers.get('X-Map-Version'));
    const words = this.words = new Uint32Array(data), floats = new Float32Array(data);
    this.count = words.length / WORDS;
    this.places = new Float32Array(2 * this.count);
    this.kinds = new Float32Array(this.count);
    for (let i = 0; i < this.count; i++) {
      this.places[2 * i] = floats[WORDS * i];
      this.places[2 * i + 1] = floats[WORDS * i + 1];
    }
    this.sort();
    const { gl } = this;
    if (gl) {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.placeBuffer);
      gl.bufferData(gl.ARRAY_BUFFER, this.places, gl.STATIC_DRAW);
    }
    this.part.dataset.drawn = this.count;
    this.draw();
    const lasso = new URLSearchParams(location.hash.slice(1)).get('lasso');
    if (lasso && !this.polygon) {
      const values = lasso.split(',').map(Number);
      this.polygon = Array.from({ length: values.length >> 1 }, (_, i) => [values[2 * i], values[2 * i + 1]]);
    }
    if (this.polygon) this.enclose();
    else this.grid.show(new Uint32Array(0));
  }

  // By what the model or a person says, or by the label of the data set; an image without one keeps the former.
  sort() {
    const { gl } = this;
    for (let i = 0; i < this.count; i++) {
      const facts = this.words[WORDS * i + 4], label = facts >> 9 & 127;
      this.kinds[i] = this.byLabel && label ? label - 1 : facts & 255;
    }
    if (gl) {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.kindBuffer);
      gl.bufferData(gl.ARRAY_BUFFER, this.kinds.map(kind => this.shown[kind] ?? true ? kind : -1), gl.STATIC_DRAW); // −1: hidden
    }
  }

  // What was said in the grid, or taken back, goes for the dots too.
  said(before, expression) {
    for (let i = 0; i < this.count; i++) {
      const at = WORDS * i + 4, facts = before.get(this.id(i));
      if (facts === undefined) continue;
      this.words[at] = (this.words[at] & 0xffff0000 | (expression === undefined ? facts : spoken(facts, expression))) >>> 0;
    }
    this.sort();
    this.draw();
  }

  colour(by) {
    this.byLabel = by === 'label';
    this.part.querySelectorAll('[data-colour]').forEach(button => button.setAttribute('aria-pressed', button.dataset.colour === by));
    this.sort();
    if (this.polygon) this.enclose();
    this.draw();
  }

  // ---- drawing ----
  program() {
    const { gl } = this, program = gl.createProgram();
    for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    gl.useProgram(program);
    this.uniform = name => gl.getUniformLocation(program, name);
    this.placeBuffer = gl.createBuffer();
    this.kindBuffer = gl.createBuffer();
    this.attributes = [[this.placeBuffer, gl.getAttribLocation(program, 'place'), 2], [this.kindBuffer, gl.getAttribLocation(program, 'kind'), 1]];
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  get unit() { return Math.min(this.width, this.height) * 0.47 * this.view.zoom; }
  left(x) { return this.width / 2 + (x - this.view.x) * this.unit; }
  top(y) { return this.height / 2 - (y - this.view.y) * this.unit; }
  right(left) { return (left - this.width / 2) / this.unit + this.view.x; }
  up(top) { return (this.height / 2 - top) / this.unit + this.view.y; }
  get size() { return Math.max(3, Math.min(11, 60 / Math.sqrt(this.count + 1) * 2.4 * Math.sqrt(this.view.zoom) + 2)); }

  colors() {
    const style = getComputedStyle(document.documentElement);
    return Array.from({ length: 10 }, (_, k) => style.getPropertyValue(`--e${k}`).trim());
  }

  resize() {
    const ratio = devicePixelRatio || 1;
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    this.draw();
  }

  draw() { this.waiting ||= requestAnimationFrame(() => { this.waiting = 0; this.drawNow(); }); }

  drawNow() {
    if (!this.width) return;
    const ratio = devicePixelRatio || 1, colors = this.colors(), { gl } = this;
    this.drawLasso();
    if (!gl) {
      this.flat.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.flat.clearRect(0, 0, this.width, this.height);
      for (let i = 0; i < this.count; i++) {
        if (!this.isShown(i)) continue;
        this.flat.fillStyle = colors[Math.min(this.kinds[i], 9)];
        this.flat.fillRect(this.left(this.places[2 * i]) - this.size / 2, this.top(this.places[2 * i + 1]) - this.size / 2, this.size, this.size);
      }
      return;
    }
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const x = 2 * this.unit / this.width, y = 2 * this.unit / this.height;
    gl.uniform4f(this.uniform('view'), x, y, -this.view.x * x, -this.view.y * y);
    gl.uniform1f(this.uniform('size'), this.size * ratio);
    gl.uniform3fv(this.uniform('colors'), colors.flatMap(color => [1, 3, 5].map(at => parseInt(color.slice(at, at + 2), 16) / 255)));
    for (const [buffer, place, size] of this.attributes) {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, size, gl.FLOAT, false, 0, 0);
    }
    gl.drawArrays(gl.POINTS, 0, this.count);
  }

  drawLasso() {
    this.path.setAttribute('d', this.polygon?.length > 1
      ? `M${this.polygon.map(([x, y]) => `${this.left(x).toFixed(1)} ${this.top(y).toFixed(1)}`).join('L')}Z` : '');
  }

  isShown(i) { return this.shown[this.kinds[i]] ?? true; }

  legend() {
    const host = this.part.querySelector('.chips');
    this.expressions.forEach((name, k) => {
      const button = document.createElement('button'), dot = document.createElement('i');
      button.type = 'button';
      button.setAttribute('aria-pressed', 'true');
      dot.className = `dot b${Math.min(k, 9)}`;
      button.append(dot, name);
      button.addEventListener('click', () => {
        this.shown[k] = !this.shown[k];
        button.setAttribute('aria-pressed', this.shown[k]);
        this.sort();
        this.draw();
        if (this.polygon) this.enclose();
      });
      host.append(button);
    });
  }

  // ---- hands ----
  listen() {
    const { canvas } = this;
    this.part.querySelectorAll('[data-tool]').forEach(button => button.addEventListener('click', () => this.use(button.dataset.tool)));
    this.part.querySelectorAll('[data-colour]').forEach(button => button.addEventListener('click', () => this.colour(button.dataset.colour)));
    this.part.querySelector('[data-reset]').addEventListener('click', () => this.reset());
    this.part.querySelectorAll('[data-zoom]').forEach(button => button.addEventListener('click', () => this.zoom(Number(button.dataset.zoom))));
    canvas.addEventListener('wheel', event => {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
    }, { passive: false });
    canvas.addEventListener('pointerdown', event => {
      canvas.setPointerCapture(event.pointerId);
      this.drag = { x: event.offsetX, y: event.offsetY, lasso: event.shiftKey || this.tool === 'lasso', far: 0 };
      if (this.drag.lasso) this.polygon = [[this.right(event.offsetX), this.up(event.offsetY)]];
    });
    canvas.addEventListener('pointermove', event => this.pointer(event));
    canvas.addEventListener('pointerup', event => this.release(event));
    canvas.addEventListener('pointerleave', () => { this.tip.hidden = true; });
    document.addEventListener('keydown', event => this.key(event));
  }

  use(tool) {
    this.tool = tool;
    this.canvas.classList.toggle('lassoing', tool === 'lasso');
    this.part.querySelectorAll('[data-tool]').forEach(button => button.setAttribute('aria-pressed', button.dataset.tool === tool));
  }

  pointer(event) {
    const { drag } = this;
    if (!drag) {
      this.point(event.offsetX, event.offsetY);
      return;
    }
    const dx = event.offsetX - drag.x, dy = event.offsetY - drag.y;
    drag.far += Math.abs(dx) + Math.abs(dy);
    if (drag.lasso) this.polygon.push([this.right(event.offsetX), this.up(event.offsetY)]);
    else this.shift(-dx, dy);
    Object.assign(drag, { x: event.offsetX, y: event.offsetY });
    this.draw();
  }

  release(event) {
    const { drag } = this;
    this.drag = null;
    if (!drag) return;
    if (drag.lasso && drag.far > 12) {
      const step = Math.ceil(this.polygon.length / 60);
      this.polygon = this.polygon.filter((_, i) => i % step === 0);
      history.replaceState(null, '', `${location.pathname}#lasso=${this.polygon.flat().map(value => value.toFixed(3)).join()}`);
      this.enclose();
      this.use('move');
    } else if (drag.far < 6) {
      if (drag.lasso) this.polygon = null;
      const i = this.nearest(event.offsetX, event.offsetY);
      if (i >= 0) location.assign(`/face/${this.id(i)}`);
    }
    this.draw();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea, dialog')) return;
    const inMap = event.target === this.canvas, step = 60;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (inMap && moves[event.key]) this.shift(...moves[event.key]);
    else if (inMap && (event.key === '+' || event.key === '=')) this.zoom(1.4);
    else if (inMap && event.key === '-') this.zoom(1 / 1.4);
    else if (event.key === '0') this.reset();
    else if (event.key === 'l') this.use(this.tool === 'lasso' ? 'move' : 'lasso');
    else if (event.key === 'Escape' && !this.grid.selected.size && this.polygon) this.unlasso();
    else return;
    event.preventDefault();
    this.draw();
  }

  unlasso() {
    this.polygon = null;
    history.replaceState(null, '', location.pathname);
    this.grid.show(new Uint32Array(0));
  }

  reset() {
    this.view = { x: 0, y: 0, zoom: 1 };
    this.draw();
  }

  shift(dx, dy) {
    this.view.x += dx / this.unit;
    this.view.y += dy / this.unit;
  }

  zoom(factor, left = this.width / 2, top = this.height / 2) {
    const x = this.right(left), y = this.up(top);
    this.view.zoom = Math.max(0.6, Math.min(80, this.view.zoom * factor));
    this.view.x += x - this.right(left);
    this.view.y += y - this.up(top);
    this.draw();
  }

  // ---- faces ----
  id(i) { return this.words[WORDS * i + 2] + this.words[WORDS * i + 3] * LOW; }

  nearest(left, top) {
    const x = this.right(left), y = this.up(top);
    let best = -1, least = (REACH / this.unit) ** 2;
    for (let i = 0; i < this.count; i++) {
      const distance = (this.places[2 * i] - x) ** 2 + (this.places[2 * i + 1] - y) ** 2;
      if (distance < least && this.isShown(i)) { least = distance; best = i; }
    }
    return best;
  }

  point(left, top) {
    const i = this.nearest(left, top);
    this.tip.hidden = i < 0;
    if (i < 0) return;
    if (this.pointed !== i) {
      this.pointed = i;
      this.tip.firstElementChild.src = `/faces/${this.id(i)}/thumbnail`;
      const facts = this.words[WORDS * i + 4], name = this.expressions[facts & 255], label = facts >> 9 & 127;
      this.tip.lastElementChild.textContent = label && label - 1 !== (facts & 255) ? `${this.expressions[label - 1]} → ${name}` : name;
    }
    const x = Math.min(left + 14, this.width - 125), y = Math.min(top + 14, this.height - 140);
    this.tip.style.transform = `translate(${x}px, ${y}px)`;
  }

  // The even-odd rule, as the outline is filled.
  contains(x, y) {
    const { polygon } = this;
    let inside = false;
    for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
      const [ax, ay] = polygon[i], [bx, by] = polygon[j];
      if (ay > y !== by > y && x < (bx - ax) * (y - ay) / (by - ay) + ax) inside = !inside;
    }
    return inside;
  }

  enclose() {
    const words = [];
    for (let i = 0; i < this.count; i++) {
      if (this.isShown(i) && this.contains(this.places[2 * i], this.places[2 * i + 1])) {
        for (let w = 0; w < GRID_WORDS; w++) words.push(this.words[WORDS * i + 2 + w]);
      }
    }
    this.grid.show(new Uint32Array(words));
    this.draw();
  }
}

const part = document.querySelector('[data-map]');
if (part) new FaceMap(part, new FaceGrid(document.querySelector('[data-grid]')));
