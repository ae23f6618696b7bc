// Matching rules against the document: a rule that refuses what the document allows makes a contract that a correct
// provider breaks one day. Tried on the document's examples and on people made up for it, ordinary ones and limit cases.

import { KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { createFinding } from '../contract/findings/catalog.ts';
import { describeValue } from '../contract/findings/describe-value.ts';
import type { Finding } from '../contract/findings/finding.ts';
import type { ApiDocument, Json, JsonObject, MediaType } from '../contract/openapi/document.ts';
import { createValidators } from '../contract/openapi/validators.ts';
import { createProfileBuilder } from '../profiles/profile-builder.ts';
import type { FiledHttp } from './pact-file.ts';
import { pathTokens } from './pact-path.ts';

export interface RuleChecker {
  check(http: FiledHttp, media: MediaType, pointer: string, where: string): readonly Finding[];
}

/** A checker for one document; samples are made once for each schema. */
export function createRuleChecker(document: ApiDocument): RuleChecker {
  const samples = new Map<string, readonly Json[]>();
  const samplesOf = ({ schemaPointer }: MediaType): readonly Json[] => {
    const made = samples.get(schemaPointer) ?? makeSamples(document, schemaPointer);
    samples.set(schemaPointer, made);
    return made;
  };
  return {
    check({ bodyRules }, media, pointer, where) {
      if (bodyRules.size === 0) return [];
      return [...bodyRules].flatMap(([path, rules]) =>
        rules.flatMap(rule =>
          objection(rule, path, samplesOf(media), media, `${pointer}/response/matchingRules/body`, where),
        ),
      );
    },
  };
}

const people = ['documented', 'maximal', 'boundary'] as const;
const seeds = Array.from({ length: 8 }, (_, index) => `sample-${index}`);

/** What a schema allows: the document's examples, and people where people can be made of it. */
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

function objection(
  rule: JsonObject,
  path: string,
  samples: readonly Json[],
  { schemaPointer }: MediaType,
  pointer: string,
  where: string,
): readonly Finding[] {
  if (!isReadable(rule)) {
    const message = `The regular expression for "${path}" cannot be read: it was not compared.`;
    return [createFinding('pact/rule-unreadable', { message, where, instancePath: pointer })];
  }
  const values = samples.flatMap(sample => valuesAt(sample, pathTokens(path)));
  const refused = values.find(value => value !== null && !accepts(rule, value));
  if (refused === undefined) return [];
  return [
    createFinding('pact/rule-too-strict', {
      message: `The rule "${String(rule['match'])}" for "${path}" refuses a value that the document allows.`,
      where,
      instancePath: pointer,
      schemaPath: schemaPointer,
      actual: describeValue(refused),
    }),
  ];
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

/** Whether a rule takes a value, as Pact's core does; a rule that is not known here is given the benefit of the doubt. */
function accepts({ match, regex, min, max }: JsonObject, value: Json): boolean {
  switch (match) {
    case 'regex':
      return typeof value !== 'string' || matchesWhole(regex, value);
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

/** Pact's core reads what JavaScript cannot, such as (?i); of such a rule nothing can be said. */
function isReadable({ match, regex }: JsonObject): boolean {
  try {
    return match !== 'regex' || readRegex(regex) !== undefined;
  } catch {
    return false;
  }
}

/** JavaScript refuses escapes that are not needed, such as `\-`; Pact's core takes them. */
function readRegex(regex: Json | undefined): RegExp {
  const inHex = (_: string, character: string): string => `\\x${character.charCodeAt(0).toString(16)}`;
  return new RegExp(String(regex).replace(/\\([!-/:-@[-`{-~])/g, inHex), 'u');
}

function matchesWhole(regex: Json | undefined, value: string): boolean {
  return new RegExp(`^(?:${readRegex(regex).source})$`, 'u').test(value);
}
