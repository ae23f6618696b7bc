// Regular expressions for strings in Pact's form: they match the whole value and have no flags.
// @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3

import type { Part } from '../contract/schema/keywords.ts';
import { largest, settings, smallest, strings } from '../profiles/subschema.ts';

/** Formats of JSON Schema. Pact's own email matcher rejects valid addresses with apostrophes and other scripts. */
const formats: Readonly<Record<string, string>> = {
  email: '[^\\s@]+@[^\\s@.]+(?:\\.[^\\s@.]+)+',
  'idn-email': '[^\\s@]+@[^\\s@.]+(?:\\.[^\\s@.]+)+',
  'date-time': '[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})',
  date: '[0-9]{4}-[0-9]{2}-[0-9]{2}',
  time: '[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})',
  uri: '[A-Za-z][A-Za-z0-9+.-]*:\\S*',
  iri: '[A-Za-z][A-Za-z0-9+.-]*:\\S*',
  uuid: '[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}',
  ipv4: '[0-9]{1,3}(?:\\.[0-9]{1,3}){3}',
};

/** Longer limits are omitted: their compiled form is too large. */
const longestCount = 4096;

/** The schemas' requirements for a string, as one regular expression for the whole value; undefined without any. */
export function textRegex(parts: readonly Part[]): string | undefined {
  const enumerated = choices(parts);
  if (enumerated !== undefined) return enumerated;
  const patterns = strings(parts, 'pattern').map(wholeValue);
  // A pattern beside a format narrows its spelling, such as dates without milliseconds.
  const named = patterns.length > 0 ? [] : strings(parts, 'format').flatMap(format => formats[format] ?? []);
  return joined([...lengths(parts), ...patterns, ...named]);
}

/** A regular expression that matches exactly these values. */
export function literal(...values: readonly string[]): string {
  const escaped = values.map(value => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return escaped.length === 1 ? String(escaped[0]) : `(?:${escaped.join('|')})`;
}

function choices(parts: readonly Part[]): string | undefined {
  const values = [...settings(parts, 'enum').flat(), ...settings(parts, 'const')];
  const texts = values.filter(value => typeof value === 'string');
  return texts.length === 0 ? undefined : literal(...texts);
}

function lengths(parts: readonly Part[]): readonly string[] {
  const least = largest(parts, 'minLength', 0);
  const most = smallest(parts, 'maxLength', Number.POSITIVE_INFINITY);
  const upper = most > longestCount ? '' : String(most);
  return least === 0 && upper === '' ? [] : [`[\\s\\S]{${least},${upper}}`];
}

/** Combines them: every one but the last is a lookahead. */
function joined(regexes: readonly string[]): string | undefined {
  const last = regexes.at(-1);
  return last === undefined ? undefined : [...regexes.slice(0, -1).map(regex => `(?=(?:${regex})$)`), last].join('');
}

/** A pattern of JSON Schema may match anywhere in the value, one of Pact must match all of it. */
function wholeValue(pattern: string): string {
  const isAnchored = pattern.startsWith('^') && /(?<!\\)(?:\\\\)*\$$/.test(pattern) && !hasOuterChoice(pattern);
  return isAnchored ? pattern.slice(1, -1) : `[\\s\\S]*(?:${pattern})[\\s\\S]*`;
}

/** Whether a `|` is outside every group, so that `^` belongs to the first alternative only and `$` to the last. */
function hasOuterChoice(pattern: string): boolean {
  const bare = pattern.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
  let depth = 0;
  for (const character of bare) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === '|' && depth === 0) return true;
  }
  return false;
}
