// A table for the terminal: columns as wide as they must be, numbers to the right.

/** A column: its heading, and whether its cells end at the right edge. */
export interface Column {
  readonly title: string;
  readonly right?: boolean;
}

const gap = '  ';

/**
 * Lines of the table, heading and rule first, none with blanks at its end.
 *
 * @throws RangeError when a row has another number of cells than there are columns
 */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const wrong = rows.find(row => row.length !== columns.length);
  if (wrong) throw new RangeError(`A row has ${wrong.length} cells for ${columns.length} columns: ${wrong.join(', ')}`);
  const widths = columns.map(({ title }, index) => Math.max(title.length, ...rows.map(row => row[index]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (columns[index]!.right ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!)))
      .join(gap)
      .trimEnd();
  const rule = widths.map(width => '-'.repeat(width)).join(gap);
  return [line(columns.map(({ title }) => title)), rule, ...rows.map(line)];
}
