// Interactions with profiles: one with all claims that the consumer reads, and one for each optional or nullable claim.

import { KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { orList } from '../contract/openapi/describe-schema.ts';
import type { ApiDocument, Json, JsonObject, MediaType, Operation } from '../contract/openapi/document.ts';
import { claimScopes, withheldClaims } from '../contract/openapi/extensions.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import type { SuccessResponse } from '../contract/openapi/serve.ts';
import type { Subschema } from '../contract/schema/keywords.ts';
import { partsOf } from '../profiles/subschema.ts';
import type { GivenState } from '../server/scenarios/provider-states.ts';
import { type ClaimPath, project, type ReadClaims, readClaims, type Schemas, valueAt } from './claim-paths.ts';
import { matcherOf, type Template } from './matchers.ts';

export interface Described {
  readonly name: string;
  readonly description: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined without a body. */
  readonly contentType: { readonly mediaType: string; readonly isJson: boolean } | undefined;
  readonly body: Json | undefined;
  readonly template: Template | undefined;
  readonly given: GivenState;
  readonly withToken: boolean;
}

export interface DescribeOptions {
  readonly schemas: Schemas;
  readonly operation: Operation;
  readonly claims: readonly string[] | undefined;
  readonly persona: string | undefined;
  readonly scopes: readonly string[] | undefined;
}

/** The profiles of one response, for one consumer. */
export interface Profiles {
  readonly schemas: Schemas;
  readonly subschema: Subschema;
  readonly status: number;
  readonly mediaType: string;
  readonly claims: ReadClaims;
  readonly persona: string | undefined;
  readonly scopes: readonly string[] | undefined;
  readonly full: JsonObject;
  /** Whether a `oneOf` decides which claims there are: the provider state then names the branch by its claims. */
  readonly isBranched: boolean;
  /** `with sub and email`. */
  readonly words: string;
  /** The part of a profile that the consumer reads. */
  read(profile: Json): Json;
}

/** @throws ERR_PACT_CLAIM_UNKNOWN, ERR_PACT_CLAIM_WITHHELD */
export async function profilesOf(
  options: DescribeOptions,
  { response, media, status, contentType }: SuccessResponse,
): Promise<Profiles> {
  const { schemas, persona, scopes } = options;
  const subschema = { schema: media.schema ?? true, pointer: media.schemaPointer };
  const claims = readClaims(schemas, subschema, options.claims);
  if (scopes !== undefined) requireGiven(schemas.document, media.schemaPointer, claims, scopes);
  const isBranched = partsOf(schemas.document, [subschema]).some(({ schema }) => schema['oneOf'] !== undefined);
  const examples = [...response.examples.values()].map(({ value }) => value).filter(isObject);
  return {
    schemas,
    subschema,
    status,
    mediaType: contentType,
    claims,
    persona,
    scopes,
    full: await (isBranched ? branchProfile : fullProfile)(claims, examples, madeUp(schemas, media)),
    isBranched,
    words: `with ${andList(claims.names)}`,
    read: profile => project(profile, claims.wanted),
  };
}

/** A consumer never gets claims beyond its scopes. */
function requireGiven(document: ApiDocument, at: string, { paths }: ReadClaims, scopes: readonly string[]): void {
  const scopesOf = claimScopes(document, at);
  const withheld = withheldClaims(scopesOf, scopes);
  const beyond = paths.flatMap(({ name, tokens }) => {
    const at = joinPointer('', ...tokens);
    return withheld.includes(at) ? [`"${name}" needs ${orList(scopesOf.get(at) ?? [])}`] : [];
  });
  if (beyond.length === 0) return;
  throw new KitError('ERR_PACT_CLAIM_WITHHELD', `The scopes "${scopes.join(' ')}" do not give every claim`, {
    details: beyond,
  });
}

/** Contracts cannot express "or null" and "or missing": each is a separate interaction. */
export function describeProfiles(profiles: Profiles): readonly Described[] {
  const { claims, words, full } = profiles;
  const missing = claims.paths.filter(({ optional }) => optional);
  const empty = claims.paths.filter(({ nullable }) => nullable);
  return [
    describe(profiles, 'profile', `a profile ${words}`, full, {}),
    ...missing.map(path => describeMissing(profiles, path)),
    ...empty.map(path => describeNull(profiles, path)),
  ];
}

function describeMissing(profiles: Profiles, { name, tokens }: ClaimPath): Described {
  const [top = ''] = tokens;
  const profile = changed(profiles.full, tokens, undefined) as JsonObject;
  const rest = profiles.claims.names.filter(other => other !== name && !other.startsWith(`${name}.`));
  const description = `a profile ${rest.length === 0 ? '' : `with ${andList(rest)} and `}without ${name}`;
  const params = tokens.length === 1 ? { absent: [top] } : { claims: { [top]: profile[top] ?? null } };
  return describe(profiles, `without ${name}`, description, profile, params);
}

function describeNull(profiles: Profiles, { name, tokens }: ClaimPath): Described {
  const [top = ''] = tokens;
  const profile = changed(profiles.full, tokens, null) as JsonObject;
  const description = `a profile ${profiles.words}, where ${name} is null`;
  return describe(profiles, `null ${name}`, description, profile, { claims: { [top]: profile[top] ?? null } });
}

function describe(
  profiles: Profiles,
  name: string,
  description: string,
  profile: JsonObject,
  params: JsonObject,
): Described {
  const { schemas, subschema, status, mediaType, claims } = profiles;
  return {
    name,
    description,
    status,
    headers: {},
    contentType: { mediaType, isJson: true },
    body: profiles.read(profile),
    template: matcherOf(schemas, [subschema], profile, claims.wanted),
    given: personState(profiles, params),
    withToken: true,
  };
}

/** Parameters for what not every person has: a claim that is missing, null, or not null. */
function personState({ claims, full, persona, scopes, isBranched }: Profiles, params: JsonObject): GivenState {
  const absent = Array.isArray(params['absent']) ? params['absent'] : [];
  const told = claims.paths.filter(
    ({ nullable, tokens }) => (nullable || isBranched) && !absent.includes(tokens[0] ?? ''),
  );
  const values = Object.fromEntries(told.map(({ tokens: [top = ''] }) => [top, full[top] ?? null]));
  const all = { ...values, ...(isObject(params['claims']) ? params['claims'] : {}) };
  return {
    name: 'a person exists',
    params: {
      ...(persona !== undefined && { persona }),
      ...(scopes !== undefined && { scope: scopes.join(' ') }),
      ...(Object.keys(all).length > 0 && { claims: all }),
      ...(absent.length > 0 && { absent }),
    },
  };
}

/** Prefers the document's own examples; missing claims are generated. */
async function fullProfile(claims: ReadClaims, examples: readonly JsonObject[], people: AsyncIterable<JsonObject>) {
  let full = examples.reduceRight<JsonObject>((rest, example) => filled(example, rest), {});
  const isUntold = () => claims.paths.some(({ tokens }) => !isTelling(valueAt(full, tokens)));
  if (isUntold()) {
    for await (const other of people) {
      full = filled(full, other);
      if (!isUntold()) break;
    }
  }
  return requireTold(full, claims);
}

/** One whole profile: claims of different branches exclude each other. */
async function branchProfile(claims: ReadClaims, examples: readonly JsonObject[], people: AsyncIterable<JsonObject>) {
  const isTold = (profile: JsonObject) => claims.paths.every(({ tokens }) => isTelling(valueAt(profile, tokens)));
  const told = examples.find(isTold);
  if (told !== undefined) return told;
  let last = examples.at(-1) ?? {};
  for await (last of people) if (isTold(last)) return last;
  return requireTold(last, claims);
}

/** @throws ERR_PROFILE_UNGENERATABLE */
function requireTold(profile: JsonObject, claims: ReadClaims): JsonObject {
  const untold = claims.paths.find(({ tokens }) => valueAt(profile, tokens) === undefined);
  if (untold === undefined) return profile;
  throw new KitError('ERR_PROFILE_UNGENERATABLE', `No value can be generated for the claim "${untold.name}".`, {
    hint: 'Add a named example with a value to the profile of the document.',
  });
}

/** Several people: one may have a value where another has null. Only the first that is asked for loads faker. */
async function* madeUp(schemas: Schemas, { schemaPointer }: MediaType): AsyncIterable<JsonObject> {
  const { createProfileBuilder } = await import('../profiles/profile-builder.ts');
  const builder = createProfileBuilder({ ...schemas, schemaPointer, seed: '', locale: 'en' });
  for (let person = 1; person <= mostPeople; person++) {
    const { claims } = builder.build({ seed: `pact-${person}`, variant: 'maximal' });
    if (isObject(claims)) yield claims;
  }
}

const mostPeople = 20;

function filled(first: JsonObject, second: JsonObject): JsonObject {
  const names = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  return Object.fromEntries(
    names.map(name => {
      const [a, b] = [first[name], second[name]];
      if (isObject(a) && isObject(b)) return [name, filled(a, b)];
      return [name, (isTelling(a) ? a : (b ?? a)) ?? null];
    }),
  );
}

/** Replaces a member, or removes it if `to` is undefined; in every item of a list. */
function changed(value: Json, [first, ...rest]: readonly string[], to: null | undefined): Json {
  if (Array.isArray(value)) return value.map((item: Json) => changed(item, [first ?? '', ...rest], to));
  if (first === undefined || !isObject(value)) return value;
  const { [first]: member, ...others } = value;
  if (rest.length > 0) return member === undefined ? value : { ...value, [first]: changed(member, rest, to) };
  return to === undefined ? others : { ...value, [first]: to };
}

/** Whether a value is a useful example: null and an empty list are not. */
function isTelling(value: Json | undefined): value is Json {
  if (value === undefined || value === null) return false;
  return !Array.isArray(value) || value.length > 0;
}

function andList(names: readonly string[]): string {
  return names.length < 2
    ? String(names[0] ?? 'nothing in it')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
