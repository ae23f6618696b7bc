// A file that lists what the login starts with: rules check every entry, and an error names every problem with its line.

import type { ErrorCode } from '../../base/codes.gen.ts';
import { KitError } from '../../base/errors.ts';
import { isObject, type Json, type JsonObject, showValue } from '../../base/json.ts';
import { readText } from '../../base/read-file.ts';
import { suggest } from '../../base/suggest.ts';
import { parseYaml } from '../../base/yaml.ts';
import { joinPointer, pointerTokens } from '../../contract/openapi/pointer.ts';

/** What is wrong at a JSON Pointer. */
export interface Problem {
  readonly at: string;
  readonly text: string;
}

/** What is wrong with a value, if anything: with all of it as text, with parts of it as problems. */
export type Rule = (value: Json) => string | undefined | readonly Problem[];

export interface EntryRules {
  readonly required: readonly string[];
  readonly rules: Readonly<Record<string, Rule>>;
  readonly check?: (entry: JsonObject) => readonly Problem[];
}

export interface EntriesFile extends EntryRules {
  readonly what: string;
  readonly list: string;
  /** What no other entry may have, in words. */
  readonly keys: (entry: JsonObject) => readonly string[];
  readonly unreadable: ErrorCode;
  readonly invalid: ErrorCode;
  readonly hint: string;
}

/** The entries of a YAML or JSON file. @throws `unreadable`, or `invalid` naming every problem with its line */
export function readEntries(
  file: string,
  { what, list, keys, unreadable, invalid, hint, ...entry }: EntriesFile,
): readonly JsonObject[] {
  const { value, locate } = parseYaml(file, readText(what, file, unreadable), invalid);
  const entries = isObject(value) && Array.isArray(value[list]) ? (value[list] as readonly Json[]) : [];
  const problems =
    entries.length === 0
      ? [{ at: '', text: `expected a list of entries under "${list}"` }]
      : [...problemsOfEach(entries, entry), ...twins(entries, keys)].map(below(`/${list}`));
  if (problems.length === 0) return entries as readonly JsonObject[];
  const details = problems.map(({ at, text }) => {
    const { line, column } = locate(pointerTokens(at));
    return `${file}:${line}:${column}: ${at === '' ? '' : `${at}: `}${text}${/[.?]$/.test(text) ? '' : '.'}`;
  });
  const [first = ''] = details;
  throw details.length === 1
    ? new KitError(invalid, first, { hint })
    : new KitError(invalid, `${details.length} problems in ${file}.`, { details, hint });
}

export function problemsOfEach(entries: readonly Json[], entry: EntryRules): readonly Problem[] {
  return entries.flatMap((value, index) => problemsOf(value, entry).map(below(`/${index}`)));
}

function problemsOf(value: Json, { required, rules, check }: EntryRules): readonly Problem[] {
  if (!isObject(value)) return [{ at: '', text: 'must be a map' }];
  const missing = required.filter(name => value[name] === undefined);
  return [
    ...missing.map(name => ({ at: '', text: `"${name}" is missing` })),
    ...Object.entries(value).flatMap(([name, member]) => {
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      const wrong = rule === undefined ? `unknown key. ${suggest(name, Object.keys(rules))}` : rule(member);
      const problems = typeof wrong === 'string' ? [{ at: '', text: wrong }] : (wrong ?? []);
      return problems.map(below(joinPointer('', name)));
    }),
    ...(check?.(value) ?? []),
  ];
}

function twins(entries: readonly Json[], keysOf: EntriesFile['keys']): readonly Problem[] {
  const seen = new Set<string>();
  return entries.flatMap((entry, index) => {
    const keys = isObject(entry) ? keysOf(entry) : [];
    const known = keys.filter(key => seen.has(key));
    for (const key of keys) seen.add(key);
    return known.map(key => ({ at: `/${index}`, text: `${key} is already in use` }));
  });
}

function below(prefix: string): (problem: Problem) => Problem {
  return ({ at, text }) => ({ at: prefix + at, text });
}

/** Printable ASCII, as ids, secrets and names of keys have to be. */
export const word: Rule = value =>
  typeof value === 'string' && /^[\x20-\x7e]+$/.test(value)
    ? undefined
    : `must be a string of printable ASCII${typeof value === 'number' ? '; quote it' : ''}`;

export function listOf(what: string, check: (item: string) => boolean): Rule {
  return value =>
    Array.isArray(value)
      ? value.flatMap((item: Json, index) =>
          typeof item === 'string' && check(item)
            ? []
            : [{ at: `/${index}`, text: `must be ${what}, not ${showValue(item)}` }],
        )
      : `must be a list, each ${what}`;
}
