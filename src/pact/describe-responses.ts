// Interactions of an operation: profiles from the schema, other responses as documented.

import { KitError } from '../base/errors.ts';
import type { Json, MediaType, NamedExample, ResponseSpec } from '../contract/openapi/document.ts';
import { isJson, jsonTypeOf } from '../contract/openapi/responses.ts';
import { successOf } from '../contract/openapi/serve.ts';
import { generateValue } from '../profiles/generate-value.ts';
import { statusOf } from '../server/scenarios/catalog.ts';
import { stateForExample } from '../server/scenarios/provider-states.ts';
import type { Schemas } from './claim-paths.ts';
import {
  type Described,
  type DescribeOptions,
  describeProfiles,
  type Profiles,
  profilesOf,
} from './describe-profiles.ts';
import { everything, matcherOf, type Template } from './matchers.ts';

/** Profiles first, then other responses in the order of the document. */
export function describeResponses(options: DescribeOptions): readonly Described[] {
  const responses = [...options.operation.responses.values()];
  const success = successOf(options.operation);
  const profiles = success && profilesOf(options, success);
  return [
    ...(profiles === undefined ? [] : describeProfiles(profiles)),
    ...responses.flatMap(response =>
      describeResponse(options, response, response === success?.response ? profiles : undefined),
    ),
  ];
}

function describeResponse(
  options: DescribeOptions,
  response: ResponseSpec,
  profiles: Profiles | undefined,
): readonly Described[] {
  const examples = [...response.examples.values()].map(example => describeExample(example, profiles));
  if (examples.length > 0 || profiles !== undefined) return examples;
  try {
    return [describeStatus(options, response)];
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
function describeStatus({ schemas, operation }: DescribeOptions, { key, content }: ResponseSpec): Described {
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
