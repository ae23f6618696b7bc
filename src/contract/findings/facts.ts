// What a finding says besides its message, as named lines: the same in every report that is read by people.

import type { Finding } from './finding.ts';
import type { RenderOptions } from './render-options.ts';
import { printable, printableJson } from './safe-text.ts';

/** One line: its name is a word of ours, its text is printable. */
export interface Fact {
  readonly name: string;
  readonly text: string;
}

/** The facts that there are, in the order in which one asks for them. */
export function factsOf(finding: Finding, locate?: RenderOptions['locate']): readonly Fact[] {
  const { hint, instancePath, schemaPath, where, expected, actual, actualValue, ignoredBy } = finding;
  const place = schemaPath === '' ? undefined : locate?.(schemaPath);
  const facts: Readonly<Record<string, string | undefined>> = {
    where,
    value: instancePath === '' ? undefined : instancePath,
    document: schemaPath === '' ? undefined : schemaPath,
    line: place && `${place.file}:${place.line}:${place.column}`,
    expected,
    found: actual,
    'it is': actualValue === undefined ? undefined : printableJson(actualValue),
    hint,
    'ignored by': ignoredBy,
  };
  return Object.entries(facts).flatMap(([name, text]) => (text === undefined ? [] : [{ name, text: printable(text) }]));
}
