// Colours for terminals, depending on the environment.
// @see https://no-color.org and https://force-color.org

/** As in Node.js: `FORCE_COLOR` first, then `NO_COLOR`, then whether it is a terminal. */
export function wantsColor(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no } = env;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return isTerminal && env['TERM'] !== 'dumb';
}

export type Paint = (style: Style, text: string) => string;

export type Style = keyof typeof codes;

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** Paints with ANSI escapes, or not at all. */
export function createPaint(color: boolean): Paint {
  return (style, text) => (color ? `\u001b[${codes[style]}m${text}\u001b[0m` : text);
}
