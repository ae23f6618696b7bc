// Aligned text for people.

/** Rows of two columns, the first as wide as its widest cell. */
export function twoColumns(rows: readonly (readonly [string, string])[], indent = ''): readonly string[] {
  const width = Math.max(0, ...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `${indent}${first.padEnd(width)}  ${second}`.trimEnd());
}

/** Rows of columns, the first one flush left and the others, which are numbers, flush right. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map(row => (row[at] ?? '').length)));
  const pad = (cell: string, at: number): string =>
    at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0);
  return rows.map(row => row.map(pad).join('  ').trimEnd());
}
