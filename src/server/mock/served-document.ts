// The served document: an OpenAPI document with its validators, scenarios, personas and profile builders. Replaced as a
// whole when the document changes.

import { LRUCache } from 'lru-cache';
import { type ErrorCode, KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import type { Config, ProfileApi } from '../../config/config.ts';
import type { ApiDocument, MediaType, Operation, ResponseSpec } from '../../contract/openapi/document.ts';
import { chosenDocument, loadDocument } from '../../contract/openapi/load.ts';
import { isJson } from '../../contract/openapi/responses.ts';
import { type ClaimScopes, claimScopes } from '../../contract/openapi/scopes.ts';
import { createValidators, type Validator, type Validators } from '../../contract/openapi/validators.ts';
import { sentMediaType } from '../../contract/responses/media-type.ts';
import { checkPersonas } from '../../profiles/check-personas.ts';
import type { Persona } from '../../profiles/persona.ts';
import { builtinPersonas, loadPersonas } from '../../profiles/personas.ts';
import { createProfileBuilder, type ProfileBuilder } from '../../profiles/profile-builder.ts';
import { type Catalog, createCatalog, statusOf } from '../scenarios/catalog.ts';
import { scenariosOf } from '../scenarios/fit-scenarios.ts';

/** An OpenAPI document and everything that the server derives from it and the configuration. */
export interface ServedDocument {
  readonly document: ApiDocument;
  readonly validators: Validators;
  readonly catalog: Catalog;
  /** By name. */
  readonly personas: ReadonlyMap<string, Persona>;
  /** The success response of each operation. */
  readonly successes: ReadonlyMap<Operation, Success>;
  /** The profile API of the built-in document; undefined for a document of the user's, which is that of all sessions. */
  readonly profileApi: ProfileApi | undefined;
  /** What is served to sessions with this profile API; another document is loaded when a session first asks for it. */
  ofApi(api: ProfileApi): ServedDocument | Promise<ServedDocument>;
}

/** The success response of an operation: where its profiles come from and what they must satisfy. */
export interface Success {
  readonly status: number;
  readonly contentType: string;
  readonly media: MediaType;
  readonly profiles: ProfileBuilder;
  readonly validator: Validator;
  /** Which scopes give which claims. */
  readonly claimScopes: ClaimScopes;
}

/** The options that decide what is served. */
export type ServedDocumentOptions = Pick<
  Config,
  'spec' | 'profileApi' | 'personas' | 'scenarios' | 'seed' | 'locale' | 'scenario' | 'knownTokens'
>;

/** Those of shipped files only never change: tests that start many mocks share them. */
const shippedDocuments = new LRUCache<string, Promise<ServedDocument>>({ max: 8 });

/**
 * Loads the document, the personas and the scenarios, and makes sure that they fit together.
 *
 * @throws ERR_DOCUMENT_*, ERR_PERSONA_*, ERR_SCENARIO_*, ERR_PROFILE_UNGENERATABLE
 */
export async function loadServedDocument(options: ServedDocumentOptions): Promise<ServedDocument> {
  const served = await knownOrMade(options);
  requireNamed(served, options);
  return served;
}

function knownOrMade(options: ServedDocumentOptions): Promise<ServedDocument> {
  if (options.spec !== undefined || options.personas.length > 0 || options.scenarios.length > 0)
    return makeServedDocument(options);
  const key = JSON.stringify([options.profileApi, options.seed, options.locale]);
  const known = shippedDocuments.get(key) ?? makeServedDocument(options);
  shippedDocuments.set(key, known);
  return known;
}

async function makeServedDocument(options: ServedDocumentOptions): Promise<ServedDocument> {
  const document = await loadDocument(chosenDocument(options));
  requireDistinct(document);
  const validators = createValidators(document);
  const successes = readySuccesses(document, validators, options);
  const personas = loadPersonas([builtinPersonas(), ...options.personas]);
  for (const { media, profiles } of new Set(successes.values())) {
    checkPersonas(personas, { document, schemaPointer: media.schemaPointer, validators, profiles });
  }
  const served: ServedDocument = {
    document,
    validators,
    catalog: createCatalog(document, scenariosOf(document, options.scenarios)),
    personas: new Map(personas.map(persona => [persona.name, persona])),
    successes,
    profileApi: options.spec === undefined ? options.profileApi : undefined,
    ofApi: api => (api === options.profileApi || options.spec !== undefined ? served : other(api)),
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

/** Operations that answer with the same schema share what is made from it. */
function readySuccesses(
  document: ApiDocument,
  validators: Validators,
  { seed, locale }: ServedDocumentOptions,
): Map<Operation, Success> {
  const bySchema = new Map<string, Pick<Success, 'profiles' | 'validator' | 'claimScopes'>>();
  const ready = (schemaPointer: string): Pick<Success, 'profiles' | 'validator' | 'claimScopes'> => {
    const known = bySchema.get(schemaPointer);
    const made = known ?? {
      profiles: createProfileBuilder({ document, schemaPointer, validators, seed, locale }),
      validator: validators.get(schemaPointer),
      claimScopes: claimScopes(document, schemaPointer),
    };
    bySchema.set(schemaPointer, made);
    return made;
  };
  return new Map(
    document.operations.map(operation => {
      const { response, media } = successOf(operation);
      return [
        operation,
        {
          status: statusOf(response.key),
          contentType: sentMediaType(media.mediaType),
          media,
          ...ready(media.schemaPointer),
        },
      ];
    }),
  );
}

function successOf(operation: Operation): { response: ResponseSpec; media: MediaType } {
  const response = [...operation.responses.values()].find(({ key }) => /^2(\d\d|XX)$/i.test(key));
  const media = response && [...response.content.values()].find(({ mediaType }) => isJson(mediaType));
  if (response && media) return { response, media };
  throw new KitError(
    'ERR_DOCUMENT_UNSUPPORTED',
    `${operation.method} ${operation.path} has no success response in JSON.`,
    {
      hint: `Add a 200 response with application/json content at ${operation.pointer}/responses.`,
    },
  );
}

/** @throws ERR_SCENARIO_UNKNOWN, ERR_PERSONA_UNKNOWN */
export function requireNamed(
  { catalog, personas }: ServedDocument,
  { scenario, knownTokens }: Pick<Config, 'scenario' | 'knownTokens'>,
): void {
  if (scenario !== undefined && catalog.findAny(scenario) === undefined) {
    throw unknown(
      'ERR_SCENARIO_UNKNOWN',
      `scenario "${scenario}", which the option "scenario" asks for`,
      scenario,
      catalog.entries().map(({ name }) => name),
    );
  }
  for (const name of Object.values(knownTokens)) {
    if (!personas.has(name))
      throw unknown('ERR_PERSONA_UNKNOWN', `persona "${name}", which the option "knownTokens" asks for`, name, [
        ...personas.keys(),
      ]);
  }
}

function unknown(code: ErrorCode, what: string, name: string, known: readonly string[]): KitError {
  return new KitError(code, `There is no ${what}.`, { hint: suggest(name, known) });
}

/** @throws ERR_DOCUMENT_UNSUPPORTED */
export function requireDistinct({ operations }: ApiDocument): void {
  const seen = new Map<string, Operation>();
  for (const operation of operations) {
    const key = `${operation.method} ${asRouted(operation.path)}`;
    const twin = seen.get(key);
    seen.set(key, operation);
    if (twin === undefined) continue;
    throw new KitError(
      'ERR_DOCUMENT_UNSUPPORTED',
      `No request can tell ${twin.method} ${twin.path} from ${operation.method} ${operation.path}.`,
      {
        hint: `Take ${operation.pointer} or ${twin.pointer} out of the document.`,
      },
    );
  }
}

/** Names of parameters, repeated slashes and one at the end make no difference. */
function asRouted(path: string): string {
  return path
    .replace(/\{[^}]*\}/g, '{}')
    .replace(/\/{2,}/g, '/')
    .replace(/(.)\/$/, '$1');
}
