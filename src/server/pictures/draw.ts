// The pictures themselves: PNGs of exactly the size asked for, the same for the same id on every machine.
// @see https://www.w3.org/TR/png-3/

/** The largest picture that is drawn, in pixels of width and height. */
export const maximumSize = 1024;

/** PNGs kept, in bytes. */
const maximumBytes = 4 * 1024 * 1024;

/** Draws pictures and remembers them. */
export class Painter {
  readonly #drawn = new Map<string, Buffer>();
  #bytes = 0;

  /** The picture of a person, by the id in its address; undefined for the default one, which is grey. */
  async draw(id: string | undefined, size: number): Promise<Buffer> {
    const key = `${id ?? ''} ${size}`;
    return this.#drawn.get(key) ?? this.#remember(key, await draw(id, size));
  }

  #remember(key: string, png: Buffer): Buffer {
    if (this.#bytes + png.length > maximumBytes) {
      this.#drawn.clear();
      this.#bytes = 0;
    }
    this.#drawn.set(key, png);
    this.#bytes += png.length;
    return png;
  }
}

/** jdenticon is loaded with the first picture: most servers are never asked for one. */
async function draw(id: string | undefined, size: number): Promise<Buffer> {
  const { toPng } = await import('jdenticon');
  return id === undefined
    ? toPng('0123456789abcdef', size, { backColor: '#f1f3f5', saturation: { color: 0, grayscale: 0 } })
    : toPng(id, size, { backColor: '#ffffff' });
}
