// What the renderers share: their options, and the lines of a finding.

import type { Finding } from './finding.ts';
import { printable, printableJson } from './safe-text.ts';

/** Where a part of the document is in its source. */
export interface SourceLocation {
  /** As a report shows it: best relative to the root of the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

export interface RenderOptions {
  /** Whether the text has colours. Default: false. */
  readonly color?: boolean;
  /** Finds the part of the document that the `schemaPath` of a finding names. Default: reports have no lines. */
  readonly locate?: (schemaPath: string) => SourceLocation | undefined;
  /** Version of aps-userinfo. Default: reports have none. */
  readonly version?: string;
}

/** A labelled line: the label is one of ours, the text is printable. */
export interface Line {
  readonly label: string;
  readonly text: string;
}

/** What a finding says besides its message, in a fixed order, the same in every report for people. */
export function linesOf(finding: Finding, locate?: RenderOptions['locate']): readonly Line[] {
  const { hint, instancePath, schemaPath, where, expected, actual, actualValue, ignoredBy } = finding;
  const found = schemaPath === '' ? undefined : locate?.(schemaPath);
  const lines: Readonly<Record<string, string | undefined>> = {
    where,
    value: instancePath === '' ? undefined : instancePath,
    document: schemaPath === '' ? undefined : schemaPath,
    line: found && `${found.file}:${found.line}:${found.column}`,
    expected,
    found: actual,
    'it is': actualValue === undefined ? undefined : printableJson(actualValue),
    hint,
    'ignored by': ignoredBy,
  };
  return Object.entries(lines).flatMap(([label, text]) =>
    text === undefined ? [] : [{ label, text: printable(text) }],
  );
}
