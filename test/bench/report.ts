// What a run found: the sections of figures, the targets and what became of them, as text and as JSON.

import type { Summary } from './statistics.ts';
import { type Column, renderTable } from './table.ts';

/** A target and what became of it. What could not be measured is not met either. */
export interface Verdict {
  readonly target: string;
  readonly measured: string;
  readonly outcome: 'met' | 'missed' | 'not measured';
}

/** The figures of one part of the run. */
export interface Section {
  readonly title: string;
  /** How it was measured, in a sentence or two. */
  readonly notes: readonly string[];
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly verdicts: readonly Verdict[];
  /** The figures behind the rows, for the JSON file. */
  readonly data: unknown;
}

/** The widest line of a report. */
export const reportWidth = 100;

const verdictColumns: readonly Column[] = [{ title: 'target' }, { title: 'measured' }, { title: 'verdict' }];

/** The whole report, its targets last. */
export function renderReport(sections: readonly Section[], notes: readonly string[]): string {
  const verdicts = sections.flatMap(section => section.verdicts);
  const blocks = [
    notes.flatMap(wrap),
    ...sections.map(section => [
      section.title,
      ...section.notes.flatMap(wrap),
      '',
      ...indent(renderTable(section.columns, section.rows)),
    ]),
    [
      'Targets',
      '',
      ...indent(
        renderTable(
          verdictColumns,
          verdicts.map(({ target, measured, outcome }) => [target, measured, outcome]),
        ),
      ),
    ],
    [conclusion(verdicts)],
  ];
  return `${blocks.map(block => block.join('\n')).join('\n\n')}\n`;
}

/** True when every target was measured and met. */
export function isPassed(sections: readonly Section[]): boolean {
  return sections.every(({ verdicts }) => verdicts.every(({ outcome }) => outcome === 'met'));
}

function conclusion(verdicts: readonly Verdict[]): string {
  const met = verdicts.filter(({ outcome }) => outcome === 'met').length;
  return `${met} of ${verdicts.length} targets met.`;
}

/** `0.66 (0.63-0.69)`: median and quartiles. */
export function showSummary({ median, low, high }: Summary, digits: number): string {
  return `${median.toFixed(digits)} (${low.toFixed(digits)}-${high.toFixed(digits)})`;
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map(line => `  ${line}`);
}

function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > reportWidth) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
