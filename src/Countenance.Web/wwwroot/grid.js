// Faces in rows; only the cells in sight exist. A hundred thousand faces are one array and some dozens of elements.
import { Thumbnails } from './thumbnails.js';

const SIDE = 104, GAP = 8, MARGIN = 3, WORDS = 3, LOW = 2 ** 32;

// The low half of a face's facts once it is confirmed as an expression.
export const spoken = (facts, expression) => facts & 0xfe00 | Math.min(expression, 255) | 1 << 8;

export class FaceGrid {
  constructor(part) {
    this.part = part;
    this.host = part.querySelector('.grid');
    this.count = part.querySelector('.grid-count');
    this.none = part.querySelector('.grid-empty');
    this.selection = part.querySelector('.selection');
    this.toast = part.querySelector('.toast');
    this.expressions = part.dataset.expressions.split('|');
    this.list(new Uint32Array(0));
    this.cells = new Map();
    this.free = [];
    this.selected = new Set();
    this.active = 0;
    this.said = [];
    this.choices(part.dataset.choices.split('|'));
    this.listen();
  }

  get length() { return this.words.length / WORDS; }
  id(i) { return this.words[WORDS * i] + this.words[WORDS * i + 1] * LOW; }

  list(words) {
    this.words = words;
    this.thumbnails = new Thumbnails(this.length, i => this.id(i), () => this.later());
  }

  async load(source) {
    let answer;
    try {
      answer = await fetch(source);
    } catch {
      this.count.textContent = 'The program does not answer. Is it still running?';
      return;
    }
    if (!answer.ok) {
      this.count.textContent = await answer.text();
      return;
    }
    this.show(new Uint32Array(await answer.arrayBuffer()));
    const wanted = new URLSearchParams(location.hash.slice(1)).get('face');
    if (wanted) for (let i = 0; i < this.length; i++) if (this.id(i) === Number(wanted)) { this.move(i, true); break; }
  }

  show(words) {
    this.list(words);
    this.selected.clear();
    this.active = 0;
    this.anchor = undefined;
    for (const cell of this.cells.values()) this.release(cell);
    this.cells.clear();
    this.count.textContent = this.length ? `${this.length.toLocaleString('en')} ${this.length === 1 ? 'face' : 'faces'}` : '';
    this.none.hidden = this.length > 0;
    this.layout();
    this.showSelection();
  }

  // ---- drawing ----
  layout() {
    const width = this.host.clientWidth + GAP;
    this.columns = Math.max(1, Math.floor(width / (SIDE + GAP)));
    this.step = width / this.columns; // as many as fit, and as wide as they are then
    this.host.style.height = `${Math.ceil(this.length / this.columns) * this.step}px`;
    this.host.style.setProperty('--side', `${this.step - GAP}px`);
    this.draw();
  }

  // The rows in sight come at once, those around them when their pictures are here.
  draw() {
    this.waiting = 0;
    const top = -this.host.getBoundingClientRect().top, bottom = top + innerHeight;
    const place = row => Math.max(0, Math.min(this.length, row * this.columns));
    const [up, down] = [Math.floor(top / this.step), Math.ceil(bottom / this.step)];
    const [first, last, low, high] = [up, down, up - MARGIN, down + MARGIN].map(place);
    const screen = down - up, before = [place(up - screen), first], after = [last, place(down + screen)];
    this.thumbnails.want([first, last], ...top < this.top ? [before, after] : [after, before]);
    this.top = top;
    for (const [i, cell] of this.cells) if (i < low || i >= high) { this.release(cell); this.cells.delete(i); }
    for (let i = low; i < high; i++) {
      let cell = this.cells.get(i);
      const thumbnail = this.thumbnails.at(i);
      if (!cell && !thumbnail && (i < first || i >= last)) continue;
      if (!cell) this.cells.set(i, cell = this.fill(this.free.pop() ?? this.make(), i));
      if (thumbnail && !cell.firstChild.hasAttribute('src')) cell.firstChild.src = thumbnail;
      cell.style.transform = `translate(${i % this.columns * this.step}px, ${Math.floor(i / this.columns) * this.step}px)`;
      cell.classList.toggle('active', i === this.active && this.host === document.activeElement);
      cell.setAttribute('aria-selected', this.selected.has(this.id(i)));
    }
    const here = this.cells.get(this.active);
    if (here) this.host.setAttribute('aria-activedescendant', here.id);
    else this.host.removeAttribute('aria-activedescendant');
  }

  later() { this.waiting ||= requestAnimationFrame(() => this.draw()); }

  make() {
    const cell = document.createElement('div');
    cell.className = 'cell';
    cell.setAttribute('role', 'option');
    const image = new Image(), text = document.createElement('span');
    image.alt = '';
    image.decoding = 'async';
    image.draggable = false;
    text.className = 'cell-text';
    text.append(document.createElement('b'), document.createElement('span'));
    cell.append(image, text);
    this.host.append(cell);
    return cell;
  }

  fill(cell, i) {
    const id = this.id(i), facts = this.words[WORDS * i + 2];
    const expression = facts & 255, confirmed = facts >> 8 & 1, p = Math.round((facts >> 16 & 255) / 2.55);
    const name = this.expressions[expression] ?? '', label = facts >> 9 & 127, given = label ? this.expressions[label - 1] : null;
    const differs = given !== null && label - 1 !== expression;
    cell.id = `face-${id}`;
    cell.dataset.at = i;
    cell.hidden = false;
    cell.classList.toggle('confirmed', !!confirmed);
    cell.classList.toggle('differs', differs);
    cell.style.setProperty('--cell', `var(--e${Math.min(expression, 9)})`);
    cell.style.setProperty('--given', differs ? `var(--e${Math.min(label - 1, 9)})` : 'transparent');
    cell.setAttribute('aria-label', `${name}, ${confirmed ? 'confirmed by you' : `${p} %`}${differs ? `, labelled ${given}` : ''}`);
    cell.setAttribute('aria-posinset', i + 1);
    cell.setAttribute('aria-setsize', this.length);
    cell.lastChild.firstChild.textContent = differs ? `${given} → ${name}` : name;
    cell.lastChild.lastChild.textContent = confirmed ? '✓' : `${p} %`;
    return cell;
  }

  release(cell) {
    cell.hidden = true;
    cell.removeAttribute('id');
    cell.firstChild.removeAttribute('src');
    this.free.push(cell);
  }

  // ---- moving and choosing ----
  listen() {
    addEventListener('scroll', () => this.later(), { passive: true });
    new ResizeObserver(() => this.layout()).observe(this.host);
    this.host.addEventListener('click', event => {
      const cell = event.target.closest('.cell');
      if (!cell) return;
      const i = this.active = Number(cell.dataset.at);
      if (event.shiftKey) this.range(i);
      else if (event.ctrlKey || event.metaKey || this.selecting || this.selected.size) this.select(i);
      else this.open(i, false);
    });
    this.host.addEventListener('auxclick', event => {
      const cell = event.target.closest('.cell');
      if (cell && event.button === 1) this.open(Number(cell.dataset.at), true);
    });
    for (const kind of ['focus', 'blur']) this.host.addEventListener(kind, () => this.later());
    document.addEventListener('keydown', event => this.key(event));
    this.selection.querySelector('[data-clear]').addEventListener('click', () => this.clear());
    this.toast.querySelector('[data-undo]').addEventListener('click', () => this.undo());
    const choose = this.part.querySelector('[data-choose]'); // for fingers, which have no Ctrl
    choose.addEventListener('click', () => {
      this.selecting = !this.selecting;
      choose.setAttribute('aria-pressed', this.selecting);
    });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea, dialog, .map')) return;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -this.columns, ArrowDown: this.columns }[event.key];
    const inGrid = event.target === this.host;
    if (step && inGrid) this.move(this.active + step);
    else if (event.key === 'Home' && inGrid) this.move(0);
    else if (event.key === 'End' && inGrid) this.move(this.length - 1);
    else if (event.key === 'Enter' && inGrid && this.length) this.open(this.active, false);
    else if ((event.key === 'x' || event.key === ' ') && inGrid && this.length) this.select(this.active);
    else if (event.key === 'Escape') { this.clear(); return; }
    else if (event.key === 'u' && this.said.length) this.undo();
    else if (/^[1-9]$/.test(event.key) && this.selected.size) this.buttons[event.key - 1]?.click();
    else return;
    event.preventDefault();
  }

  move(to, center) {
    if (!this.length) return;
    this.active = Math.max(0, Math.min(this.length - 1, to));
    const box = this.host.getBoundingClientRect(), top = box.top + Math.floor(this.active / this.columns) * this.step;
    if (center) scrollBy(0, top - innerHeight / 2);
    else if (top < 70) scrollBy(0, top - 70);
    else if (top + this.step > innerHeight - 90) scrollBy(0, top + this.step - innerHeight + 90);
    if (center) this.host.focus({ preventScroll: true });
    this.draw();
  }

  // The photo is asked for by the face; coming back, the grid stands where it was.
  open(i, elsewhere) {
    const address = `/face/${this.id(i)}`;
    if (elsewhere) {
      window.open(address);
      return;
    }
    history.replaceState(null, '', `${location.pathname}${location.search}#face=${this.id(i)}`); // a bare # would mean the base
    location.assign(address);
  }

  select(i) {
    const id = this.id(i);
    this.selected.delete(id) || this.selected.add(id);
    this.anchor = i;
    this.showSelection();
  }

  range(to) {
    const from = this.anchor ?? this.active;
    for (let i = Math.min(from, to); i <= Math.max(from, to); i++) this.selected.add(this.id(i));
    this.showSelection();
  }

  clear() {
    this.selected.clear();
    this.toast.hidden = true;
    this.showSelection();
  }

  showSelection() {
    this.selection.hidden = this.selected.size === 0;
    this.selection.querySelector('.selection-count').textContent =
      `${this.selected.size.toLocaleString('en')} ${this.selected.size === 1 ? 'face' : 'faces'}`;
    this.draw();
  }

  // ---- what a person says ----
  choices(names) {
    const host = this.selection.querySelector('.choices');
    this.buttons = names.map((name, i) => {
      const k = this.expressions.indexOf(name), button = document.createElement('button'), key = document.createElement('kbd'), dot = document.createElement('i');
      button.type = 'button';
      button.className = 'choice';
      key.textContent = i + 1;
      dot.className = `dot b${Math.min(k, 9)}`;
      button.append(...i < 9 ? [key] : [], dot, name);
      button.addEventListener('click', () => this.say(name, k));
      host.append(button);
      return button;
    });
  }

  async post(address, fields) {
    const answer = await fetch(address, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { 'X-Forgery-Token': document.querySelector('meta[name=forgery]').content },
    });
    if (!answer.ok) {
      const isTold = answer.headers.get('Content-Type')?.startsWith('application/json'); // otherwise it is a page
      throw new Error(`not saved: ${isTold ? await answer.json() : answer.status}`);
    }
    return answer.json();
  }

  async say(label, expression) {
    const faces = [...this.selected];
    try {
      const corrections = await this.post('/corrections', { faces: faces.join(), label });
      const before = this.mark(new Set(faces), facts => spoken(facts, expression));
      this.said.push({ corrections, before });
      this.changed?.(before, expression);
      this.selected.clear();
      this.showSelection();
      this.tell(`${faces.length.toLocaleString('en')} ${faces.length === 1 ? 'face is' : 'faces are'} “${label}” now.`, true);
    } catch (error) {
      this.tell(error.message, false);
    }
  }

  async undo() {
    const last = this.said.at(-1);
    if (!last || last.asked) return;
    last.asked = true;
    try {
      await this.post('/corrections/undo', { corrections: last.corrections.join() });
      this.said = this.said.filter(one => one !== last);
      this.mark(new Set(last.before.keys()), (_, id) => last.before.get(id));
      this.changed?.(last.before);
      this.tell('Taken back.', this.said.length > 0);
    } catch (error) {
      last.asked = false;
      this.tell(error.message, false);
    }
  }

  // Puts the low half of the facts of some faces; gives back what it was.
  mark(faces, facts) {
    const before = new Map();
    for (let i = 0; i < this.length; i++) {
      const id = this.id(i);
      if (!faces.has(id)) continue;
      const at = WORDS * i + 2;
      before.set(id, this.words[at] & 0xffff);
      this.words[at] = (this.words[at] & 0xffff0000 | facts(this.words[at], id)) >>> 0;
      const cell = this.cells.get(i);
      if (cell) this.fill(cell, i);
    }
    return before;
  }

  tell(text, canUndo) {
    this.toast.hidden = false;
    this.toast.firstChild.textContent = text;
    this.toast.querySelector('[data-undo]').hidden = !canUndo;
    clearTimeout(this.telling);
    this.telling = setTimeout(() => { this.toast.hidden = true; }, 8000);
  }
}

for (const part of document.querySelectorAll('[data-grid][data-source]')) new FaceGrid(part).load(part.dataset.source);
