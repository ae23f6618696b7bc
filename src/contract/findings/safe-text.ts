// What a report may show of a server's values: text that moves no cursor, descriptions instead of values, no secrets.

import { counted } from '../../base/counted.ts';
import type { Finding } from './finding.ts';
import type { Report } from './report.ts';

/** Maximum length of a text, in UTF-16 units: no honest server needs more. */
const longestText = 2000;

/**
 * Characters unsafe for terminals, browsers and XML 1.0: control characters (C0, C1 and DEL), marks that change the
 * direction of a line, line and paragraph separators, invisible marks, halves of surrogate pairs, noncharacters.
 */
const unsafe: RegExp =
  /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** The text on one line: unsafe characters escaped as `\u001b`, tabs as spaces, cut after 2000 characters with a note. */
export function printable(text: string): string {
  return escapeUnsafe(shortened(text).replaceAll('\t', ' '));
}

/** JSON with unsafe characters escaped, which keeps its value; strings are cut after 2000 characters. */
export function printableJson(value: unknown, indent = 0): string {
  const shorten = (_key: string, part: unknown): unknown => (typeof part === 'string' ? shortened(part) : part);
  return JSON.stringify(value, shorten, indent).split('\n').map(escapeUnsafe).join('\n');
}

function shortened(text: string): string {
  const more = text.length - longestText;
  return more > 0 ? `${text.slice(0, longestText)}... (${more} more characters)` : text;
}

function escapeUnsafe(text: string): string {
  // GitHub's runner executes `##[command]` anywhere in a line.
  return text.replace(unsafe, escaped).replaceAll('##[', '\\u0023#[');
}

/** As in JSON: each UTF-16 unit as four hex digits. */
function escaped(character: string): string {
  const units = character.split('').map(unit => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  return units.map(unit => `\\u${unit}`).join('');
}

// Describes a value without showing it: findings end up in logs and reports, and values may be personal data.

/** Type, length and shape of a JSON value, such as `a string of 14 characters (letters, digits)`. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${counted(value.length, 'item')}`;
  switch (typeof value) {
    case 'string':
      return describeString(value);
    case 'number':
      return describeNumber(value);
    case 'boolean':
      return 'a boolean';
    default:
      return `an object with ${counted(Object.keys(value as object).length, 'member')}`;
  }
}

/** The JSON type of a value, with its article; never `an integer`. */
export function describeType(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function describeNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN, which JSON does not have';
  if (!Number.isFinite(value)) return 'a number beyond the range of JavaScript';
  return Number.isInteger(value) ? `an integer of ${counted(digits(value), 'digit')}` : 'a number with a fraction';
}

const characterKinds: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['letters', /\p{L}/u],
  ['digits', /\p{Nd}/u],
  ['spaces', /\s/u],
  ['other characters', /[^\p{L}\p{Nd}\s]/u],
];

function describeString(value: string): string {
  // Characters as JSON Schema counts them: code points, not UTF-16 units.
  const length = [...value].length;
  if (length === 0) return 'an empty string';
  const kinds = characterKinds.filter(([, pattern]) => pattern.test(value)).map(([name]) => name);
  return `a string of ${counted(length, 'character')} (${kinds.join(', ')})`;
}

function digits(value: number): number {
  return BigInt(Math.abs(value)).toString().length;
}

// Last redaction pass before output: removes the secrets of the run from a report, wherever a server echoed them.

/** Replaces the secrets in a text, ignoring case, because headers appear in lower case. */
export type Redact = (text: string) => string;

// A shorter secret may be an ordinary word.
const shortest = 8;

/** @param secrets such as tokens; those of fewer than 8 characters are not replaced */
export function createRedact(secrets: readonly string[]): Redact {
  const texts = secrets
    .filter(({ length }) => length >= shortest)
    .flatMap(secret => [secret, inPointer(secret)])
    // Longest first, so that a secret that starts with another one is replaced as a whole.
    .sort((a, b) => b.length - a.length);
  if (texts.length === 0) return text => text;
  const pattern = new RegExp(texts.map(escapeRegExp).join('|'), 'giu');
  return text => text.replace(pattern, '***');
}

/** Redacts all of a finding that may come from a server: not its code, severity and `schemaPath`. */
export function redactFinding(finding: Finding, redact: Redact): Finding {
  const { code, severity, schemaPath, ...said } = finding;
  return { ...finding, ...(redactValue(said, redact) as typeof said) };
}

/** Redacts the findings, notes and reasons of a report. */
export function redactReport(report: Report, redact: Redact): Report {
  const redactAll = (findings: readonly Finding[]): readonly Finding[] =>
    findings.map(finding => redactFinding(finding, redact));
  return {
    ...report,
    checks: report.checks.map(check => ({
      ...check,
      ...(check.reason !== undefined && { reason: redact(check.reason) }),
      findings: redactAll(check.findings),
    })),
    findings: redactAll(report.findings),
    notes: report.notes.map(redact),
  };
}

function redactValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map(item => redactValue(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [redact(name), redactValue(member, redact)]));
}

/** As a name in a JSON Pointer. */
function inPointer(text: string): string {
  return text.replaceAll('~', '~0').replaceAll('/', '~1');
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}
