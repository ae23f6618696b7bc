// Pact matchers from schemas, around an example value.
// @see https://github.com/pact-foundation/pact-specification/tree/version-4#matching-rules

import { isObject } from '../base/json.ts';
import type { Json, JsonObject } from '../contract/openapi/document.ts';
import { itemSchemas, type Part, type Subschema } from '../contract/schema/keywords.ts';
import { type Facts, factsOf } from '../profiles/facts.ts';
import { type MemberRules, memberRules } from '../profiles/member-rules.ts';
import { largest, partsOf, settings, smallest, strings } from '../profiles/subschema.ts';
import type { Schemas, Wanted } from './claim-paths.ts';

/** A body with matchers, in the format of Pact's core ("integration JSON"). */
export type Template = Json;

export const everything: Wanted = { whole: true, members: new Map() };

/**
 * The matchers for a value of these schemas. The contract omits members that are not wanted.
 *
 * Matchers cannot express limits of numbers and relations between members; the comparison with the document covers these.
 */
export function matcherOf(schemas: Schemas, subschemas: readonly Subschema[], value: Json, wanted: Wanted): Template {
  const inForce = schemasInForce(schemas, subschemas, value);
  if (value === null) return matcher('null', value);
  switch (typeof value) {
    case 'boolean':
      return matcher('boolean', value);
    case 'number':
      return matcher(inForce.facts.integer ? 'integer' : 'number', value);
    case 'string':
      return textMatcher(inForce, value);
    default:
      return isObject(value)
        ? objectTemplate(schemas, inForce, value, wanted)
        : listMatcher(schemas, inForce, value as readonly Json[], wanted);
  }
}

function matcher(type: string, value: Json, more: JsonObject = {}): Template {
  return { 'pact:matcher:type': type, value, ...more };
}

/** No provider could satisfy a regular expression that its own example does not match. */
function textMatcher({ parts }: InForce, value: string): Template {
  const regex = textRegex(parts);
  return regex !== undefined && matches(regex, value) ? matcher('regex', value, { regex }) : matcher('type', value);
}

function matches(regex: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${regex})$`, 'u').test(value);
  } catch {
    return false;
  }
}

/** An empty list is valid: `min` is 0 unless the document requires more. */
function listMatcher(schemas: Schemas, { parts }: InForce, value: readonly Json[], wanted: Wanted): Template {
  const [first] = value;
  const prefix = parts.some(({ schema }) => schema['prefixItems'] !== undefined);
  const itemMatcher = (item: Json, index: number): Template =>
    matcherOf(schemas, itemSchemas(parts, index), item, wanted);
  if (prefix) return value.map(itemMatcher);
  const most = smallest(parts, 'maxItems', Number.POSITIVE_INFINITY);
  const limits = { min: largest(parts, 'minItems', 0), ...(Number.isFinite(most) && { max: most }) };
  return matcher('type', first === undefined ? [] : [itemMatcher(first, 0)], limits);
}

function objectTemplate(schemas: Schemas, { parts }: InForce, value: JsonObject, wanted: Wanted): Template {
  const rules = memberRules(parts, 'documented', false, parts[0]?.pointer ?? '');
  if (wanted.whole && rules.isMap) return mapMatcher(schemas, rules, value);
  const names = wanted.whole ? Object.keys(value) : [...wanted.members.keys()];
  return Object.fromEntries(
    names.flatMap(name => {
      const member = value[name];
      const inner = wanted.members.get(name) ?? everything;
      return member === undefined ? [] : [[name, matcherOf(schemas, rules.schemasOf(name), member, inner)]];
    }),
  );
}

/** A map may have any keys: each key and each value is as documented. */
function mapMatcher(schemas: Schemas, rules: MemberRules, value: JsonObject): Template {
  const [entry] = Object.entries(value);
  if (entry === undefined) return matcher('type', value);
  const [key, member] = entry;
  const each = [
    ...ruleOf('eachKey', textMatcher(schemasInForce(schemas, rules.names), key)),
    ...ruleOf('eachValue', matcherOf(schemas, rules.schemasOf(key), member, everything)),
  ];
  return { 'pact:matcher:type': each.length === 0 ? 'type' : each, value: { [key]: member } };
}

/** Pact supports one matcher for keys and values; not a nested template. */
function ruleOf(type: 'eachKey' | 'eachValue', template: Template): readonly JsonObject[] {
  const isMatcher = isObject(template) && typeof template['pact:matcher:type'] === 'string';
  const isFlat = isMatcher && typeof template['value'] !== 'object';
  return isFlat ? [{ 'pact:matcher:type': type, rules: [template] }] : [];
}

/** Every schema of a value, with one branch of each `anyOf` and `oneOf`. */
interface InForce {
  readonly parts: readonly Part[];
  readonly facts: Facts;
}

/** @param value selects the branch; default: the first that allows more than null */
function schemasInForce({ document, validators }: Schemas, subschemas: readonly Subschema[], value?: Json): InForce {
  const isMeant = (branch: Subschema): boolean =>
    value === undefined
      ? !isNullAlone(partsOf(document, [branch]))
      : branch.schema === true || validators.get(branch.pointer).isValid(value);
  let all = subschemas;
  const seen = new Set<string>();
  for (;;) {
    const parts = partsOf(document, all);
    const facts = factsOf(parts, parts[0]?.pointer ?? '');
    const open = facts.alternatives.filter(({ pointer }) => !seen.has(pointer));
    if (open.length === 0) return { parts, facts };
    for (const { pointer } of open) seen.add(pointer);
    all = [...all, ...open.flatMap(({ branches }) => branches.filter(isMeant).slice(0, 1))];
  }
}

function isNullAlone(parts: readonly Part[]): boolean {
  const types = settings(parts, 'type');
  return types.length > 0 && types.every(type => [type].flat().every(name => name === 'null'));
}

// Regular expressions for strings in Pact's form: they match the whole value and have no flags.
// @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3

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
