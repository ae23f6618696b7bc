// The responses of the served operations: the successes with their profiles, required headers, and errors that are made
// from their schemas.

import { KitError } from '../../base/errors.ts';
import type { Config } from '../../config/config.ts';
import type { ApiDocument, MediaType, Operation, ResponseSpec } from '../../contract/openapi/document.ts';
import { type ClaimScopes, claimScopes } from '../../contract/openapi/extensions.ts';
import { isJson } from '../../contract/openapi/responses.ts';
import { successOf } from '../../contract/openapi/serve.ts';
import type { Validator, Validators } from '../../contract/openapi/validators.ts';
import { sentMediaType } from '../../contract/responses/headers.ts';
import { type CallSource, headerValueOf } from '../../profiles/call.ts';
import { type GenerateValueOptions, generateValue } from '../../profiles/generate-value.ts';
import { createProfileBuilder, type ProfileBuilder } from '../../profiles/profile-builder.ts';

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

/** Operations with the same schema share its derived parts, which are made on first use. */
export function readySuccesses(
  document: ApiDocument,
  validators: Validators,
  { seed, locale }: Pick<Config, 'seed' | 'locale'>,
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

/** Error responses of which the schema has no value: they answer 501, and the rest of the operation is served. */
export function impossibleErrors(
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
