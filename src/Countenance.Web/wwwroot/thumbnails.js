// Thumbnails of a list of faces. They come in strips, some dozens in one answer: a request for each takes longer than what it brings.
const STRIP = 32, AT_ONCE = 3, KEPT = 64;

export class Thumbnails {
  constructor(length, id, arrived) {
    Object.assign(this, { length, id, arrived });
    this.strips = new Map();
    this.wanted = [];
    this.loading = new Set();
  }

  // The picture of a place of the list as an address; undefined until its strip is here.
  at(i) { return this.strips.get(Math.floor(i / STRIP))?.[i % STRIP]; }

  // Ranges of places, the most urgent first. What was wanted before and was not begun is forgotten.
  want(...ranges) {
    const wanted = new Set();
    for (const [from, to] of ranges) for (let strip = Math.floor(from / STRIP); strip * STRIP < to; strip++) wanted.add(strip);
    for (const strip of wanted) {
      const kept = this.strips.get(strip);
      if (!kept) continue;
      this.strips.delete(strip);
      this.strips.set(strip, kept); // the last that is thrown away
    }
    for (const strip of this.strips.keys()) if (this.strips.size > KEPT && !wanted.has(strip)) this.strips.delete(strip);
    this.wanted = [...wanted].filter(strip => !this.strips.has(strip));
    this.next();
  }

  next() {
    while (this.loading.size < AT_ONCE && this.wanted.length) {
      const strip = this.wanted.shift();
      if (!this.loading.has(strip) && !this.strips.has(strip)) this.load(strip).catch(() => {}); // asked for again with the next movement
    }
  }

  async load(strip) {
    this.loading.add(strip);
    const faces = [];
    for (let i = strip * STRIP; i < Math.min(this.length, (strip + 1) * STRIP); i++) faces.push(this.id(i));
    try {
      const answer = await fetch(`/thumbnails.bin?faces=${faces.join()}`);
      if (!answer.ok) return;
      this.strips.set(strip, this.cut(await answer.arrayBuffer(), faces.length));
      this.arrived();
    } finally {
      this.loading.delete(strip);
      this.next();
    }
  }

  cut(data, count) {
    const lengths = new Uint32Array(data, 0, count);
    let end = lengths.byteLength;
    return Array.from(lengths, length => {
      const bytes = new Uint8Array(data, end, length);
      end += length;
      return length ? `data:image/jpeg;base64,${btoa(String.fromCharCode(...bytes))}` : ''; // '': it is not there any more
    });
  }
}
