// What is served: the document and everything that follows from it. Replaced as a whole when the document changes.

import { LRUCache } from 'lru-cache';
import { KitError } from '../../base/errors.ts';
import type { Config } from '../../config/config.ts';
import type { ApiDocument, MediaType, Operation, ResponseSpec } from '../../contract/openapi/document.ts';
import { builtinDocument, loadDocument } from '../../contract/openapi/load.ts';
import { isJson } from '../../contract/openapi/responses.ts';
import { createValidators, type Validators } from '../../contract/openapi/validators.ts';
import { sentMediaType } from '../../contract/responses/media-type.ts';
import { checkPersonas } from '../../profiles/check-personas.ts';
import type { Persona } from '../../profiles/persona.ts';
import { builtinPersonas, loadPersonas } from '../../profiles/personas.ts';
import { createProfileBuilder } from '../../profiles/profile-builder.ts';
import { type Catalog, createCatalog, statusOf } from '../scenarios/catalog.ts';
import { scenariosOf } from '../scenarios/scenarios-of.ts';
import type { Success } from './exchange.ts';
import { requireDistinct } from './require-distinct.ts';
import { requireNamed } from './require-named.ts';

/** The document and everything that follows from it. */
export interface World {
  readonly document: ApiDocument;
  readonly validators: Validators;
  readonly catalog: Catalog;
  /** By name. */
  readonly personas: ReadonlyMap<string, Persona>;
  /** The success response of each operation. */
  readonly successes: ReadonlyMap<Operation, Success>;
}

/** What of the configuration decides what is served. */
export type WorldOptions = Pick<
  Config,
  'spec' | 'personas' | 'scenarios' | 'seed' | 'locale' | 'scenario' | 'knownTokens'
>;

/** Worlds made of shipped files only never change: tests that start many mocks share them. */
const shippedWorlds = new LRUCache<string, Promise<World>>({ max: 8 });

/**
 * Loads the document, the personas and the scenarios, and makes sure that they fit together.
 *
 * @throws ERR_DOCUMENT_*, ERR_PERSONA_*, ERR_SCENARIO_*, ERR_PROFILE_UNGENERATABLE
 */
export async function loadWorld(options: WorldOptions): Promise<World> {
  const world = await knownOrMade(options);
  requireNamed(world, options);
  return world;
}

function knownOrMade(options: WorldOptions): Promise<World> {
  if (options.spec !== undefined || options.personas.length > 0 || options.scenarios.length > 0)
    return makeWorld(options);
  const key = JSON.stringify([options.seed, options.locale]);
  const known = shippedWorlds.get(key) ?? makeWorld(options);
  shippedWorlds.set(key, known);
  return known;
}

async function makeWorld(options: WorldOptions): Promise<World> {
  const document = await loadDocument(options.spec ?? builtinDocument());
  requireDistinct(document);
  const validators = createValidators(document);
  const successes = readySuccesses(document, validators, options);
  const personas = loadPersonas([builtinPersonas(), ...options.personas]);
  for (const { media, profiles } of new Set(successes.values())) {
    checkPersonas(personas, { document, schemaPointer: media.schemaPointer, validators, profiles });
  }
  return {
    document,
    validators,
    catalog: createCatalog(document, scenariosOf(document, options.scenarios)),
    personas: new Map(personas.map(persona => [persona.name, persona])),
    successes,
  };
}

/** Operations that answer with the same schema share what is made from it. */
function readySuccesses(
  document: ApiDocument,
  validators: Validators,
  { seed, locale }: WorldOptions,
): Map<Operation, Success> {
  const bySchema = new Map<string, Pick<Success, 'profiles' | 'validator'>>();
  const ready = (schemaPointer: string): Pick<Success, 'profiles' | 'validator'> => {
    const known = bySchema.get(schemaPointer);
    const made = known ?? {
      profiles: createProfileBuilder({ document, schemaPointer, validators, seed, locale }),
      validator: validators.get(schemaPointer),
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
