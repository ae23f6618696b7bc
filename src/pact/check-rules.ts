// Checks matching rules against the document: a rule that rejects an allowed value breaks the contract with a correct
// provider some day. Samples are the document's examples and generated people, ordinary ones and limit cases.

import { createContext, Script } from 'node:vm';
import { KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { findingsAt } from '../contract/findings/catalog.ts';
import type { Finding, UnplacedFinding } from '../contract/findings/finding.ts';
import { describeValue } from '../contract/findings/safe-text.ts';
import type { ApiDocument, Json, JsonObject, MediaType } from '../contract/openapi/document.ts';
import { createValidators } from '../contract/openapi/validators.ts';
import { createProfileBuilder } from '../profiles/profile-builder.ts';
import { type FiledHttp, pathTokens } from './pact-file.ts';

export interface RuleChecker {
  check(http: FiledHttp, media: MediaType, pointer: string, where: string): readonly Finding[];
}

/** Samples are made once for each schema. */
export function createRuleChecker(document: ApiDocument): RuleChecker {
  const samples = new Map<string, readonly Json[]>();
  const samplesOf = ({ schemaPointer }: MediaType): readonly Json[] => {
    const made = samples.get(schemaPointer) ?? makeSamples(document, schemaPointer);
    samples.set(schemaPointer, made);
    return made;
  };
  let slow = 0;
  const objectionTo = (path: string, rule: JsonObject, media: MediaType): Objection | undefined => {
    const isLate = slow >= mostSlow && rule['match'] === 'regex';
    const values = isLate ? [] : samplesOf(media).flatMap(sample => valuesAt(sample, pathTokens(path)));
    const found: Refused = isLate ? { unread: 'comes after others that take too long' } : refusedBy(rule, values);
    if ('unread' in found) {
      if (found.unread === 'takes too long') slow++;
      const message = `The regular expression for "${path}" ${found.unread}: it was not compared.`;
      return { code: 'pact/rule-unreadable', message };
    }
    if (found.refused === undefined) return undefined;
    const message = `The rule "${String(rule['match'])}" for "${path}" rejects a value that the document allows.`;
    return {
      code: 'pact/rule-too-strict',
      message,
      schemaPath: media.schemaPointer,
      actual: describeValue(found.refused),
    };
  };
  return {
    check: ({ bodyRules }, media, pointer, where) =>
      findingsAt(
        where,
        [...bodyRules]
          .flatMap(([path, rules]) => rules.flatMap(rule => objectionTo(path, rule, media) ?? []))
          .map(objection => ({ ...objection, instancePath: `${pointer}/response/matchingRules/body` })),
      ),
  };
}

type Objection = Omit<UnplacedFinding, 'instancePath'>;

/** Maximum number of slow rules; after them no regular expression is tried. */
const mostSlow = 10;

const people = ['documented', 'maximal', 'boundary'] as const;
const seeds = Array.from({ length: 8 }, (_, index) => `sample-${index}`);

/** Values that a schema allows: the document's examples, and people if the schema is a profile. */
function makeSamples(document: ApiDocument, schemaPointer: string): readonly Json[] {
  const validators = createValidators(document);
  const examples = document.operations.flatMap(({ responses }) =>
    [...responses.values()].flatMap(response => [...response.examples.values()].map(({ value }) => value)),
  );
  const fitting = examples.filter(value => validators.get(schemaPointer).isValid(value));
  try {
    const builder = createProfileBuilder({ document, schemaPointer, validators, seed: 'pact', locale: 'en' });
    return [...fitting, ...people.flatMap(variant => seeds.map(seed => builder.build({ seed, variant }).claims))];
  } catch (error) {
    if (error instanceof KitError && error.code === 'ERR_PROFILE_UNGENERATABLE') return fitting;
    throw error;
  }
}

type Refused = { readonly refused: Json | undefined } | { readonly unread: string };

/** The first of the values that a rule refuses, or why that cannot be said. */
function refusedBy(rule: JsonObject, values: readonly Json[]): Refused {
  if (rule['match'] !== 'regex') return { refused: values.find(value => value !== null && !accepts(rule, value)) };
  const texts = values.filter(value => typeof value === 'string');
  try {
    return { refused: texts[firstUnmatched(wholeRegex(rule['regex']), texts)] };
  } catch (error) {
    const isSlow = (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    return { unread: isSlow ? 'takes too long' : 'cannot be read' };
  }
}

/** Longest time for one rule: a contract may have a regular expression that would never end. */
const longestMs = 250;

const context = createContext({});
const search = new Script('texts.findIndex(text => !regex.test(text))');

function firstUnmatched(regex: RegExp, texts: readonly string[]): number {
  Object.assign(context, { regex, texts });
  return search.runInContext(context, { timeout: longestMs }) as number;
}

function valuesAt(value: Json, [first, ...rest]: readonly string[]): readonly Json[] {
  if (first === undefined) return [value];
  if (Array.isArray(value)) {
    const items = first === '*' ? value : value.slice(Number(first), Number(first) + 1);
    return items.flatMap((item: Json) => valuesAt(item, rest));
  }
  if (!isObject(value)) return [];
  const members = first === '*' ? Object.values(value) : value[first] === undefined ? [] : [value[first]];
  return members.flatMap(member => valuesAt(member, rest));
}

/** Whether a rule accepts a value, as Pact's core does; an unknown rule counts as accepting. */
function accepts({ match, min, max }: JsonObject, value: Json): boolean {
  switch (match) {
    case 'integer':
      return Number.isInteger(value);
    case 'decimal':
      return typeof value === 'number' && !Number.isInteger(value);
    case 'type':
      return !Array.isArray(value) || (value.length >= Number(min ?? 0) && value.length <= Number(max ?? Infinity));
    default:
      return true;
  }
}

/**
 * Without flags, for the whole value. JavaScript refuses escapes that are not needed, such as `\-`, which Pact's core takes;
 * what that reads beyond JavaScript, such as (?i), is an error.
 */
function wholeRegex(regex: Json | undefined): RegExp {
  const inHex = (_: string, character: string): string => `\\x${character.charCodeAt(0).toString(16)}`;
  const source = String(regex).replace(/\\([!-/:-@[-`{-~])/g, inHex);
  return new RegExp(`^(?:${new RegExp(source, 'u').source})$`, 'u');
}
