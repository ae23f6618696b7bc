// Interactions for consumer tests, from the document: each profile, error and named example.
// @see https://docs.pact.io/implementation_guides/javascript/docs/consumer

import { KitError } from '../base/errors.ts';
import type { ProfileApi } from '../base/package-files.ts';
import { suggest } from '../base/suggest.ts';
import type { Json, MediaType, NamedExample, ResponseSpec } from '../contract/openapi/document.ts';
import { builtinDocument, loadDocument } from '../contract/openapi/load.ts';
import { isJson, jsonTypeOf } from '../contract/openapi/responses.ts';
import { requireProfileOperation, successOf } from '../contract/openapi/serve.ts';
import { createValidators } from '../contract/openapi/validators.ts';
import { scopesFor } from '../contract/responses/check-scopes.ts';
import { callOf, type GivenParameters } from '../profiles/call.ts';
import { generatorFor } from '../profiles/generator-for.ts';
import { statusOf } from '../server/scenarios/catalog.ts';
import { stateForExample } from '../server/scenarios/provider-states.ts';
import type { Schemas } from './claim-paths.ts';
import { createPact, type PactOptions } from './core-pact.ts';
import {
  type Described,
  type DescribeOptions,
  describeProfiles,
  type Profiles,
  profilesOf,
} from './describe-profiles.ts';
import { executeTest, type PactLike, schemeOf, type UserinfoInteraction } from './interaction.ts';
import { everything, matcherOf, type Template } from './matchers.ts';
import { stopTracking } from './no-tracking.ts';

/** All options are optional. */
export interface UserinfoInteractionsOptions extends GivenParameters {
  /**
   * The claims that the consumer reads, such as `['sub', 'email', 'address.country']`; the contract has no others. Default:
   * those that the document requires.
   */
  readonly claims?: readonly string[];
  /** Names of the interactions, such as `['profile', 'token-expired']`. Default: all. */
  readonly only?: readonly string[];
  /** The consumer sends the token without the word Bearer, as Autodesk's SDK for Node.js does. Default: false. */
  readonly bareToken?: boolean;
  /** A persona of the mock. Default: a generated person. */
  readonly persona?: string;
  /**
   * The scopes of the consumer's token, separated by spaces: the mock grants no others, and claims that none of them gives
   * are an error. Default: all scopes.
   */
  readonly scope?: string;
  /** An OpenAPI document. Default: the built-in one. */
  readonly spec?: string;
  /** Which built-in document. Default: `v1`, with `scope` `v2`. */
  readonly profileApi?: ProfileApi;
  /** The operation that the consumer calls, as an operationId or `GET:/v1/me`. Default: the one that reads the profile. */
  readonly operationId?: string;
}

/**
 * Creates the interactions of a consumer with `/userinfo`. Each becomes part of the contract when its `executeTest` passes;
 * tests of the same `pact` run one after the other, since pact-js cannot run two at once.
 *
 * @param pact the options of a Pact: its core is then loaded alone, and a request other than described is
 *   ERR_PACT_REQUEST; or a `new Pact({ consumer, provider, dir })` of `@pact-foundation/pact`
 * @throws ERR_PACT_CLAIM_UNKNOWN, ERR_PACT_CLAIM_WITHHELD, ERR_PACT_INTERACTION_UNKNOWN, ERR_PACT_UNSUPPORTED,
 *   ERR_PACT_TRACKING, ERR_PACT_NOT_INSTALLED, ERR_OPERATION_*, ERR_DOCUMENT_*, ERR_CONFIG_INVALID for a document without
 *   scopes
 * @example
 * const pact = { consumer: 'greeter', provider: 'userinfo', dir: 'pacts' };
 * const interactions = await userinfoInteractions(pact, { claims: ['sub', 'email'] });
 * it.each(interactions)('$name', ({ status, executeTest }) =>
 *   executeTest(async ({ url, token }) => expect((await readProfile(url, token)).status).toBe(status)));
 */
export async function userinfoInteractions(
  pact: PactOptions | PactLike,
  options: UserinfoInteractionsOptions = {},
): Promise<readonly UserinfoInteraction[]> {
  stopTracking();
  const own = pactOf(pact);
  const { spec, profileApi = options.scope === undefined ? 'v1' : 'v2', claims, persona, scope } = options;
  const document = await loadDocument(spec ?? builtinDocument(profileApi));
  const operation = requireProfileOperation(document, options.operationId);
  const schemas = { document, validators: createValidators(document) };
  const request = {
    operation,
    call: callOf({ ...schemas, generate: await generatorFor(operation) }, operation, options),
    scheme: schemeOf(document, operation, options.bareToken === true),
  };
  const scopes = scope === undefined ? undefined : scopesFor(document, scope);
  const described = await describeResponses({ schemas, operation, claims, persona, scopes });
  return chosen(described, options.only).map(description => ({
    ...description,
    operationId: operation.operationId,
    executeTest: test => executeTest(own, request, description, test),
  }));
}

/** `PactV3` and `PactV2` have other methods of the same names. */
function pactOf(pact: PactOptions | PactLike): PactLike {
  const given: object = pact ?? {};
  if ('addInteraction' in given && !('executeTest' in given)) return pact as PactLike;
  if ('consumer' in given && 'provider' in given) return createPact(pact as PactOptions);
  throw new KitError('ERR_PACT_UNSUPPORTED', 'Neither options of a Pact nor a Pact of version 4.', {
    hint: "Use { consumer, provider }, or new Pact({ consumer, provider }) of '@pact-foundation/pact' 16 or later.",
  });
}

function chosen(all: readonly Described[], only: readonly string[] | undefined): readonly Described[] {
  if (only === undefined) return all;
  const names = all.map(({ name }) => name);
  const unknown = only.find(name => !names.includes(name));
  if (unknown === undefined) return all.filter(({ name }) => only.includes(name));
  throw new KitError('ERR_PACT_INTERACTION_UNKNOWN', `Unknown interaction "${unknown}".`, {
    hint: suggest(unknown, names),
    data: { interactions: names },
  });
}

// Interactions of an operation: profiles from the schema, other responses as documented.

/** Profiles first, then other responses in the order of the document. */
async function describeResponses(options: DescribeOptions): Promise<readonly Described[]> {
  const responses = [...options.operation.responses.values()];
  const success = successOf(options.operation);
  const profiles = success && (await profilesOf(options, success));
  const described = responses.map(response =>
    describeResponse(options, response, response === success?.response ? profiles : undefined),
  );
  return [...(profiles === undefined ? [] : describeProfiles(profiles)), ...(await Promise.all(described)).flat()];
}

async function describeResponse(
  options: DescribeOptions,
  response: ResponseSpec,
  profiles: Profiles | undefined,
): Promise<readonly Described[]> {
  const examples = [...response.examples.values()].map(example => describeExample(example, profiles));
  if (examples.length > 0 || profiles !== undefined) return examples;
  try {
    return [await describeStatus(options, response)];
  } catch (error) {
    if (!(error instanceof KitError) || error.code !== 'ERR_PROFILE_UNGENERATABLE') throw error;
    // One response without a possible body is no reason to test none of the others.
    process.emitWarning(`No interaction for the status ${response.key}. ${error.message}`, { code: error.code });
    return [];
  }
}

/** The example unchanged; of a profile, only what the consumer reads. */
function describeExample(example: NamedExample, profiles: Profiles | undefined): Described {
  const { name, key, value } = example;
  const status = profiles?.status ?? statusOf(key);
  const { mediaType, headers } = headersOf(example);
  const body = mediaType === null ? undefined : profiles === undefined ? value : profiles.read(value);
  const given = stateForExample(name);
  return {
    name,
    description: profiles === undefined ? `${status} ${name}` : `${name} ${profiles.words}`,
    status,
    headers,
    contentType: mediaType === null ? undefined : { mediaType, isJson: isJson(mediaType) },
    body,
    template: body,
    given,
    withToken: given.name !== 'the token is missing',
  };
}

/** The headers of an example; its content type may differ from its response's. */
function headersOf({ headers, mediaType }: NamedExample): Pick<Described, 'headers'> & { mediaType: string | null } {
  const isType = ([name]: readonly [string, unknown]): boolean => name.toLowerCase() === 'content-type';
  const entries = Object.entries(headers);
  const type = entries.find(isType);
  const others = entries.filter((entry): entry is [string, string] => !isType(entry) && entry[1] !== null);
  return { mediaType: type === undefined ? mediaType : type[1], headers: Object.fromEntries(others) };
}

/** A response without examples: generated from its schema. */
async function describeStatus(
  { schemas, operation }: DescribeOptions,
  { key, content }: ResponseSpec,
): Promise<Described> {
  const { generateValue } = await import('../profiles/generate-value.ts');
  const media = jsonOf(content);
  const status = statusOf(key);
  const body =
    media?.schema === undefined
      ? undefined
      : generateValue({ ...schemas, schemaPointer: media.schemaPointer, seed: operation.operationId });
  return {
    name: String(status),
    description: `${status} as documented`,
    status,
    headers: {},
    contentType: media && { mediaType: jsonTypeOf(media.mediaType) ?? media.mediaType, isJson: true },
    body,
    template: media && body !== undefined ? template(schemas, media, body) : undefined,
    given: { name: 'the documented status is answered', params: { status } },
    withToken: true,
  };
}

function template(schemas: Schemas, { schema, schemaPointer }: MediaType, body: Json): Template {
  return matcherOf(schemas, [{ schema: schema ?? true, pointer: schemaPointer }], body, everything);
}

function jsonOf(content: ReadonlyMap<string, MediaType>): MediaType | undefined {
  return [...content.values()].find(({ mediaType }) => jsonTypeOf(mediaType) !== undefined);
}
