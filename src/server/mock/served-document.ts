// The served document: an OpenAPI document with its validators, scenarios, personas and profile builders. Replaced as a
// whole when the document changes.

import { LruMap } from 'toad-cache';
import { type ErrorCode, KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import type { Config, ProfileApi } from '../../config/config.ts';
import type { ApiDocument, MediaType, Operation, ResponseSpec } from '../../contract/openapi/document.ts';
import { type ClaimScopes, claimScopes } from '../../contract/openapi/extensions.ts';
import { chosenDocument, loadDocument } from '../../contract/openapi/load.ts';
import { isJson } from '../../contract/openapi/responses.ts';
import { basePathsOf, profileCandidates, successOf } from '../../contract/openapi/serve.ts';
import { createValidators, type Validator, type Validators } from '../../contract/openapi/validators.ts';
import { sentMediaType } from '../../contract/responses/headers.ts';
import { type CallSource, callOf, headerValueOf } from '../../profiles/call.ts';
import { checkPersonas } from '../../profiles/check-personas.ts';
import { type GenerateValueOptions, generateValue, reasonOf, ungeneratable } from '../../profiles/generate-value.ts';
import { builtinPersonas, loadPersonas, type Persona } from '../../profiles/personas.ts';
import { createProfileBuilder, type ProfileBuilder } from '../../profiles/profile-builder.ts';
import { type Catalog, createCatalog } from '../scenarios/catalog.ts';
import { scenariosOf } from '../scenarios/fit-scenarios.ts';
import { readGrant } from '../scenarios/grant.ts';

export interface ServedDocument {
  readonly document: ApiDocument;
  readonly validators: Validators;
  readonly catalog: Catalog;
  /** By name. */
  readonly personas: ReadonlyMap<string, Persona>;
  /** Success response of each served operation. */
  readonly successes: ReadonlyMap<Operation, Success>;
  /** Profile API of the built-in document; undefined for the user's own document, which all sessions share. */
  readonly profileApi: ProfileApi | undefined;
  /** The document for sessions with this profile API; loads another one for the first session that needs it. */
  ofApi(api: ProfileApi): ServedDocument | Promise<ServedDocument>;
  /** The operation for login and personas; undefined if several qualify. */
  readonly profile: Operation | undefined;
  /** Why a claim of the document, or a persona or scenario of the user's, is left out; one line each. */
  readonly leftOut: readonly string[];
  /** The path of that operation with its parameters filled in, under the base path that was chosen. */
  readonly profilePath: string;
  /** What may stand before the paths of the document: the paths of its `servers`, or the one that was chosen. */
  readonly basePaths: readonly string[];
}

/** The success response of an operation: its profiles, and their checks. */
export interface Success {
  readonly status: number;
  readonly contentType: string;
  /** Those that the document requires. */
  readonly headers: Readonly<Record<string, string>>;
  readonly media: MediaType;
  /** @throws ERR_PROFILE_UNGENERATABLE, ERR_DOCUMENT_INVALID for an unsatisfiable schema */
  readonly profiles: ProfileBuilder;
  readonly validator: Validator;
  readonly claimScopes: ClaimScopes;
}

export type ServedDocumentOptions = Pick<
  Config,
  | 'spec'
  | 'profileApi'
  | 'operation'
  | 'pathParam'
  | 'basePath'
  | 'strictDocument'
  | 'nullable'
  | 'personas'
  | 'scenarios'
  | 'skipUnfit'
  | 'seed'
  | 'locale'
  | 'scenario'
  | 'knownTokens'
>;

/** Cache of documents that consist of shipped files only, for tests that start many mocks. */
const shippedDocuments = new LruMap<Promise<ServedDocument>>(8);

/**
 * Loads the document, the personas and the scenarios, and checks that they fit together.
 *
 * @throws ERR_DOCUMENT_*, ERR_PERSONA_*, ERR_SCENARIO_*, ERR_PROFILE_UNGENERATABLE
 */
export async function loadServedDocument(options: ServedDocumentOptions): Promise<ServedDocument> {
  const served = await knownOrMade(options);
  requireNamed(served, options);
  return served;
}

function knownOrMade(options: ServedDocumentOptions): Promise<ServedDocument> {
  const { basePath, pathParam } = options;
  if (basePath !== undefined || Object.keys(pathParam).length > 0) return makeServedDocument(options);
  if (options.spec !== undefined || options.personas.length > 0 || options.scenarios.length > 0)
    return makeServedDocument(options);
  const key = JSON.stringify([options.profileApi, options.seed, options.locale]);
  const known = shippedDocuments.get(key) ?? makeServedDocument(options);
  shippedDocuments.set(key, known);
  return known;
}

async function makeServedDocument(options: ServedDocumentOptions): Promise<ServedDocument> {
  const { strictDocument: strict, nullable } = options;
  const basePath = options.basePath?.replace(/\/$/u, '');
  const document = await loadDocument(chosenDocument(options), { strict, nullable });
  const validators = createValidators(document);
  const successes = readySuccesses(document, validators, options);
  const loadedPersonas = loadPersonas([builtinPersonas(), ...options.personas]);
  const leftOut: string[] = [];
  const onUnfit = options.skipUnfit ? ({ message }: KitError) => leftOut.push(`left out: ${message}`) : undefined;
  const [first, ...others] = profileCandidates(document, options.operation);
  const profile = others.length === 0 ? first : undefined;
  const success = profile && successes.get(profile);
  for (const error of success?.profiles.impossible ?? []) {
    if (strict) throw ungeneratable(error, document);
    leftOut.push(`left out: ${reasonOf(error, document)}`);
  }
  if (profile !== undefined) leftOut.push(...impossibleErrors(profile, { document, validators, seed: options.seed }));
  const checkOptions = success && {
    ...{ document, schemaPointer: success.media.schemaPointer, validators, onUnfit },
    profiles: success.profiles,
  };
  const personas = checkOptions === undefined ? loadedPersonas : checkPersonas(loadedPersonas, checkOptions);
  const served: ServedDocument = {
    document,
    validators,
    catalog: createCatalog(document, scenariosOf(document, options.scenarios, onUnfit)),
    personas: new Map(personas.map(persona => [persona.name, persona])),
    successes,
    profileApi: options.spec === undefined ? options.profileApi : undefined,
    ofApi: api => (api === options.profileApi || options.spec !== undefined ? served : other(api)),
    profile,
    leftOut,
    profilePath: profilePathOf({ document, validators, generate: generateValue }, profile, options),
    basePaths: basePath === undefined ? basePathsOf(document.root, document.operations) : [basePath].filter(Boolean),
  };
  let loading: Promise<ServedDocument> | undefined;
  let loaded: ServedDocument | undefined;
  const other = (profileApi: ProfileApi): ServedDocument | Promise<ServedDocument> => {
    loading ??= knownOrMade({ ...options, profileApi }).then(next => {
      loaded = next;
      return next;
    });
    return loaded ?? loading;
  };
  return served;
}

/** Error responses of which the schema has no value: they answer 501, and the rest of the operation is served. */
function impossibleErrors(
  { method, path, responses }: Operation,
  source: Omit<GenerateValueOptions, 'schemaPointer'>,
): string[] {
  return [...responses.values()].flatMap(response => {
    const media = generatedMedia(response);
    if (media === undefined || /^2/.test(response.key)) return [];
    try {
      generateValue({ ...source, schemaPointer: media.schemaPointer });
      return [];
    } catch (error) {
      if (!(error instanceof KitError)) throw error;
      return [`left out: ${response.key} of ${method} ${path}: ${error.message}`];
    }
  });
}

/** The JSON of a response without examples, whose value is made from the schema. */
export function generatedMedia({ examples, content }: ResponseSpec): MediaType | undefined {
  if (examples.size > 0) return undefined;
  return [...content.values()].find(
    ({ mediaType, schema }) => schema !== undefined && isJson(sentMediaType(mediaType)),
  );
}

/** @throws ERR_OPERATION_PARAMETER for a parameter that was given and does not exist */
function profilePathOf(
  source: CallSource,
  profile: Operation | undefined,
  { pathParam, basePath = '' }: ServedDocumentOptions,
): string {
  const base = basePath.replace(/\/$/u, '');
  if (profile === undefined) return `${base}/userinfo`;
  try {
    return base + callOf(source, profile, { pathParam }).path;
  } catch (error) {
    // Every caller gets a value.
    if (!(error instanceof KitError) || Object.keys(pathParam).length > 0) throw error;
    return base + profile.path;
  }
}

/** Operations with the same schema share its derived parts, which are made on first use. */
function readySuccesses(
  document: ApiDocument,
  validators: Validators,
  { seed, locale }: ServedDocumentOptions,
): Map<Operation, Success> {
  const bySchema = new Map<string, () => ProfileBuilder>();
  const builderOf = (schemaPointer: string): (() => ProfileBuilder) => {
    const known =
      bySchema.get(schemaPointer) ??
      once(() => createProfileBuilder({ document, schemaPointer, validators, seed, locale }));
    bySchema.set(schemaPointer, known);
    return known;
  };
  const successes = new Map<Operation, Success>();
  for (const operation of document.served) {
    const success = successOf(operation);
    if (success === undefined) continue;
    const { media, status, response } = success;
    const headers = once(() => requiredHeaders({ document, validators }, operation, response));
    const build = builderOf(media.schemaPointer);
    successes.set(operation, {
      status,
      contentType: sentMediaType(media.mediaType),
      media,
      get headers() {
        return headers();
      },
      get profiles() {
        return build();
      },
      validator: validators.get(media.schemaPointer),
      claimScopes: claimScopes(document, media.schemaPointer),
    });
  }
  return successes;
}

// The body, the connection, the limit and the session decide on these.
const ownHeaders =
  /^(?:content-|x-rate-limit-|x-ads-rate-limit-)|^(?:cache-control|date|www-authenticate|x-request-id)$/u;

/** The headers that the document requires of a response, without those that the mock sends anyway. */
export function requiredHeaders(
  { document, validators }: Pick<CallSource, 'document' | 'validators'>,
  operation: Operation,
  { headers }: ResponseSpec,
): Readonly<Record<string, string>> {
  const values = [...headers]
    .filter(([name, { required }]) => required && !ownHeaders.test(name))
    .map(([name, header]) => [
      name,
      headerValueOf({ document, validators, generate: generateValue }, operation, header),
    ]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** Runs on the first call; later calls return the same value or throw the same error. */
function once<T>(run: () => T): () => T {
  let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  return () => {
    outcome ??= attempt(run);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  };
}

function attempt<T>(run: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: run() };
  } catch (error) {
    return { error };
  }
}

/** @throws ERR_SCENARIO_UNKNOWN, ERR_PERSONA_UNKNOWN */
function requireNamed(
  { catalog, personas }: ServedDocument,
  { scenario, knownTokens }: Pick<Config, 'scenario' | 'knownTokens'>,
): void {
  if (scenario !== undefined && catalog.findAny(scenario) === undefined) {
    throw unknown(
      'ERR_SCENARIO_UNKNOWN',
      `scenario "${scenario}" in the option "scenario"`,
      scenario,
      catalog.entries().map(({ name }) => name),
    );
  }
  for (const grant of Object.values(knownTokens)) {
    const { who: name } = readGrant(grant);
    if (!personas.has(name))
      throw unknown('ERR_PERSONA_UNKNOWN', `persona "${name}" in the option "knownTokens"`, name, [...personas.keys()]);
  }
}

function unknown(code: ErrorCode, what: string, name: string, known: readonly string[]): KitError {
  return new KitError(code, `Unknown ${what}.`, { hint: suggest(name, known) });
}
