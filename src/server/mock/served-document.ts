// The served document: an OpenAPI document with its validators, scenarios, personas and profile builders. Replaced as a
// whole when the document changes.

import { LruMap } from 'toad-cache';
import { type ErrorCode, KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import type { Config, ProfileApi } from '../../config/config.ts';
import type { ApiDocument, Operation } from '../../contract/openapi/document.ts';
import { chosenDocument, loadDocument } from '../../contract/openapi/load.ts';
import { basePathsOf, profileCandidates } from '../../contract/openapi/serve.ts';
import { createValidators, type Validators } from '../../contract/openapi/validators.ts';
import { type CallSource, callOf } from '../../profiles/call.ts';
import { checkPersonas } from '../../profiles/check-personas.ts';
import { generateValue, reasonOf, ungeneratable } from '../../profiles/generate-value.ts';
import { builtinPersonas, loadPersonas, type Persona } from '../../profiles/personas.ts';
import { type Catalog, createCatalog } from '../scenarios/catalog.ts';
import { scenariosOf } from '../scenarios/fit-scenarios.ts';
import { readGrant } from '../scenarios/grant.ts';
import { impossibleErrors, readySuccesses, type Success } from './served-responses.ts';

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
