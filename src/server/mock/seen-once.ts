// Which tokens came before, in a fixed quarter of a MiB: a cache that keeps only what comes twice asks here first.
// @see https://arxiv.org/abs/1512.00727 TinyLFU, which calls this a doorkeeper

const sets = 2 ** 13;
/** Places in a set: where more tokens share one than this, the one that came first is forgotten. */
const ways = 8;

/** Remembers some 65,000 short hashes; of more, those that came last. */
export class SeenOnce {
  /** 32 bits of each hash, 0 where there is none: an array of numbers leaves the garbage collector nothing to do. */
  readonly #tags = new Uint32Array(sets * ways);

  /** Whether this hash came before, as far as remembered; now it did. @param shortHash twelve hex digits */
  has(shortHash: string): boolean {
    const first = (Number.parseInt(shortHash.slice(8), 16) % sets) * ways;
    const tag = Number.parseInt(shortHash.slice(0, 8), 16) || 1;
    const place = this.#tags.subarray(first, first + ways);
    if (place.includes(tag)) return true;
    place.copyWithin(1, 0);
    place[0] = tag;
    return false;
  }
}
