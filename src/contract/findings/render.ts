// What the renderers share: their options, and the lines of a finding.

import { isAbsolute, relative, resolve, sep } from 'node:path';
import { packageFile } from '../../base/package-files.ts';
import type { Finding } from './finding.ts';
import { printable, printableJson } from './safe-text.ts';

/** Where a part of the document is in its source. */
export interface SourceLocation {
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
  /** Root of the repository, which annotations are relative to. Default: the working folder. */
  readonly root?: string | undefined;
}

/** A file as a report shows it: relative to the working folder, or under the package's name; else as it is. */
export function shownFile(file: string): string {
  const near = fileBelow('.', file);
  if (near !== undefined) return near;
  const own = fileBelow(packageFile(''), file);
  return own === undefined ? file : `aps-userinfo/${own}`;
}

/** The path from a folder to a file below it, with slashes; undefined for a URL and any other file, such as one of a package. */
export function fileBelow(folder: string, file: string): string | undefined {
  if (file === '' || /^[a-z]+:\/\//iu.test(file)) return undefined;
  const parts = relative(folder, resolve(file)).split(sep);
  const isBelow = parts[0] !== '..' && !isAbsolute(parts.join(sep)) && !parts.includes('node_modules');
  return isBelow ? parts.join('/') : undefined;
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
    line: found && `${shownFile(found.file)}:${found.line}:${found.column}`,
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
