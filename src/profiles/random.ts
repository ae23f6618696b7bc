// Seeded random numbers: sfc32, a small fast generator with 128 bits of state, the same on every machine.
// @see https://pracrand.sourceforge.net/RNG_engines.txt

/** A deterministic stream of numbers. Satisfies faker's `Randomizer`. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter: number;
  private readonly firstA: number;
  private readonly firstB: number;
  private readonly firstC: number;

  constructor(a: number, b: number, c: number) {
    this.firstA = a;
    this.firstB = b;
    this.firstC = c;
    this.a = a;
    this.b = b;
    this.c = c;
    this.counter = 1;
    // The state needs a dozen steps to mix; before that, seeds that differ in one bit give similar numbers.
    for (let step = 0; step < 12; step++) this.int32();
  }

  /** The next 32 bits, as a signed integer. */
  int32(): number {
    const result = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + result) | 0;
    return result;
  }

  /** A number from 0 (inclusive) to 1 (exclusive). */
  next(): number {
    return (this.int32() >>> 0) / 4294967296;
  }

  /** No effect: the constructor seeds the stream. */
  seed(): void {}

  /** An integer from 0 (inclusive) to `limit` (exclusive). */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** An integer from `min` to `max`, both inclusive. */
  between(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** The list must not be empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  string(alphabet: string, length: number): string {
    let text = '';
    // As `below` does: URLs of full length need thousands of letters.
    for (let index = 0; index < length; index++) text += alphabet[Math.floor(this.next() * alphabet.length)];
    return text;
  }

  /** An independent stream of the seed and the salt, unaffected by earlier draws. */
  fork(salt: number): Random {
    const { firstA: a, firstB: b, firstC: c } = this;
    return new Random(finish(a, salt, c), finish(b, salt ^ 0x5bd1e995, a), finish(c, salt ^ 0x9e3779b1, b));
  }
}

/** Different strings have different streams. */
export function randomOf(seed: string): Random {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let index = 0; index < seed.length; index++) {
    const code = seed.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  return new Random(finish(a, b, d), finish(b, c, d), finish(c, a, d));
}

/** A 32-bit number for a string, to fork a stream by name. */
export function saltOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return finish(hash, name.length, 0);
}

function finish(x: number, y: number, z: number): number {
  let hash = x ^ Math.imul(y ^ (y >>> 15), 0x85ebca6b) ^ z;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
