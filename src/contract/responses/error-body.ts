// Checks that an error body matches its status, and that a success is not an error.

import { isObject } from '../../base/json.ts';
import type { UnplacedFinding } from '../findings/finding.ts';
import type { Json, Operation, ResponseSpec } from '../openapi/document.ts';
import { joinPointer } from '../openapi/pointer.ts';
import { isJson } from '../openapi/responses.ts';
import { isSuccess, type ResponseContext } from './response-context.ts';

/** @param isInvalid whether the body breaks its own schema */
export function checkErrorBody(
  context: ResponseContext,
  body: unknown,
  isInvalid: boolean,
): readonly UnplacedFinding[] {
  const { spec } = context;
  if (spec === undefined) return [];
  if (isSuccess(spec)) return isInvalid ? checkSuccess(context, body) : [];
  const [sign] = foreignSigns(context.operation, spec, body);
  if (sign === undefined) return [];
  const instancePath = joinPointer('', sign.member);
  const statuses = [...sign.keys].join(' and ');
  return [
    {
      code: 'response/error-of-other-status',
      // The value is one of the document's own.
      message: `${instancePath} is "${sign.value}", which belongs to status ${statuses}, not ${context.response.status}.`,
      instancePath,
      schemaPath: context.pathInFile(spec.pointer),
      expected: `status ${statuses}`,
      actual: `status ${context.response.status}`,
    },
  ];
}

function checkSuccess(context: ResponseContext, body: unknown): UnplacedFinding[] {
  const { operation, response, spec, pathInFile } = context;
  const errors = [...operation.responses.values()].filter(other => !isSuccess(other) && isBodyOf(context, other, body));
  const signs = spec === undefined ? [] : foreignSigns(operation, spec, body);
  // Statuses may share a schema; the code in the body distinguishes them.
  const meant = errors.find(({ key }) => signs.some(({ keys }) => keys.has(key))) ?? errors[0];
  if (meant === undefined) return [];
  const message = `The status is ${response.status}, but the body is that of an error, as documented for ${meant.key}.`;
  return [{ code: 'response/error-with-success', message, schemaPath: pathInFile(meant.pointer) }];
}

function isBodyOf({ validators }: ResponseContext, { content }: ResponseSpec, body: unknown): boolean {
  const media = [...content.values()].filter(({ mediaType, schema }) => isJson(mediaType) && schema !== undefined);
  return media.some(({ schemaPointer }) => {
    const validator = validators.get(schemaPointer);
    // A schema that accepts an empty object distinguishes nothing.
    return validator.isValid(body) && !validator.isValid({});
  });
}

// The named examples of the document tell errors apart: which code or message goes with which status.

/** A member of an error body that identifies the error. */
interface ErrorSign {
  readonly member: string;
  readonly value: string;
  /** The responses with an example of this value: `401`, `4XX`. */
  readonly keys: ReadonlySet<string>;
}

/** Signs of a body that the document has only for other responses; codes come before messages. */
function foreignSigns(operation: Operation, { key }: ResponseSpec, body: unknown): readonly ErrorSign[] {
  if (!isObject(body)) return [];
  return [...signsOf(operation)]
    .map(([member, values]) => (Object.hasOwn(body, member) ? values.get(body[member]) : undefined))
    .filter(sign => sign !== undefined && !sign.keys.has(key))
    .map(sign => sign as ErrorSign)
    .sort((a, b) => a.value.split(' ').length - b.value.split(' ').length);
}

type Signs = ReadonlyMap<string, ReadonlyMap<unknown, ErrorSign>>;
const cache = new WeakMap<Operation, Signs>();

/** By member and value. */
function signsOf(operation: Operation): Signs {
  const known = cache.get(operation);
  if (known) return known;
  const signs = collectSigns(operation);
  cache.set(operation, signs);
  return signs;
}

function collectSigns({ responses }: Operation): Signs {
  const members = new Map<string, Map<string, ErrorSign & { readonly keys: Set<string> }>>();
  for (const response of responses.values()) {
    if (isSuccess(response)) continue;
    for (const [member, value] of [...response.examples.values()].flatMap(stringsOf)) {
      const values = members.get(member) ?? new Map();
      members.set(member, values);
      const sign = values.get(value) ?? { member, value, keys: new Set<string>() };
      values.set(value, sign);
      sign.keys.add(response.key);
    }
  }
  // A member with a single value, such as a documentation URL, distinguishes nothing.
  return new Map([...members].filter(([, values]) => values.size > 1));
}

function stringsOf({ value, oauthError }: { value: Json; oauthError?: object | null | undefined }): [string, string][] {
  return [value, oauthError]
    .filter(isObject)
    .flatMap(object =>
      Object.entries(object).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
}
