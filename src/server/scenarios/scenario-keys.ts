// The keys of a step in a scenario file: what each may hold, as a check with a message and as JSON Schema for editors.

import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { suggest } from '../../base/suggest.ts';
import { driftKinds } from '../../profiles/drift.ts';
import { variants } from '../../profiles/variants.ts';
import { countings, faults, loginRules, redirects, type Step } from './scenario.ts';

interface Key {
  readonly schema: JsonObject;
  /** What is wrong with a value. */
  problem(value: Json): string | undefined;
}

const longestDelayMs = 600_000;
const milliseconds: JsonObject = { type: 'integer', minimum: 0, maximum: longestDelayMs };
const headerName = "^[!#$%&'*+\\-.^_`|~0-9A-Za-z]+$";
const headerValue = '^[\\t\\x20-\\x7e\\x80-\\xff]*$';

export const stepKeys: { readonly [Name in keyof Step]-?: Key } = {
  // A status below 200 is informational: the client would go on waiting.
  status: key(
    { type: 'integer', minimum: 200, maximum: 599, description: 'answer with this status' },
    value => isInteger(value, 200, 599),
    'must be a status code from 200 to 599',
  ),
  example: key(
    { type: 'string', minLength: 1, description: 'answer with this named example of the document' },
    isText,
    'must be the name of an example of the document',
  ),
  variant: choice(variants, 'answer with this variant of the profile'),
  person: key(
    { type: 'string', minLength: 1, description: 'answer with the profile of this persona, or of a stranger (~word)' },
    isText,
    'must be the name of a persona, or ~ and any word for a stranger',
  ),
  delayMs: {
    schema: {
      description: 'wait before answering, in milliseconds: fixed, a range, or long-tailed',
      anyOf: [
        milliseconds,
        { type: 'array', items: milliseconds, minItems: 2, maxItems: 2 },
        {
          type: 'object',
          required: ['median'],
          properties: { median: { ...milliseconds, minimum: 1 }, p99: { ...milliseconds, minimum: 1 } },
          additionalProperties: false,
        },
      ],
    },
    problem: delayProblem,
  },
  fault: choice(faults, 'break the connection or the body'),
  headers: key(
    {
      type: 'object',
      propertyNames: { pattern: headerName },
      additionalProperties: { type: ['string', 'null'], pattern: headerValue },
      description: 'response headers to add or, with null, to remove',
    },
    value =>
      isObject(value) &&
      Object.entries(value).every(([name, text]) => isHeaderName(name) && (text === null || isHeaderValue(text))),
    'must be an object of header names and strings, or null to omit a header',
  ),
  body: key(
    { type: 'string', description: 'send this string as the body' },
    value => typeof value === 'string',
    'must be a string',
  ),
  contentType: key(
    { type: 'string', minLength: 1, pattern: headerValue, description: 'content type of body' },
    value => isText(value) && isHeaderValue(value),
    'must be a media type',
  ),
  patch: key(
    { type: 'object', description: 'JSON Merge Patch of the body: claims to change or, with null, to remove' },
    isObject,
    'must be an object of claims, with null for one to remove',
  ),
  drift: {
    schema: {
      type: 'string',
      pattern: `^[^=]+=(${driftKinds.join('|')})$`,
      description: 'break this claim: email_verified=text',
    },
    problem: driftProblem,
  },
  redirect: choice(redirects, 'redirect to the same path, on this host or another one'),
  retryAfterDateSeconds: key(
    {
      type: 'integer',
      minimum: -86_400,
      maximum: 86_400,
      description: 'Retry-After as a date, in seconds after the request; negative for the past',
    },
    value => isInteger(value, -86_400, 86_400),
    'must be seconds from -86400 to 86400',
  ),
  probability: key(
    { type: 'number', minimum: 0, maximum: 1, description: 'share of the requests that are affected' },
    value => typeof value === 'number' && value >= 0 && value <= 1,
    'must be a number from 0 to 1',
  ),
  for: key(
    { type: 'string', pattern: '^[1-9]\\d{0,6}(ms|s|m)$', description: 'stays for this time: 500ms, 10s, 2m' },
    value => typeof value === 'string' && forMs(value) !== undefined,
    'must be a time such as 500ms, 10s or 2m',
  ),
  until: key(
    { type: 'string', pattern: '^[1-9]\\d{0,6} calls?$', description: 'stays for this number of requests: 50 calls' },
    value => typeof value === 'string' && untilCalls(value) !== undefined,
    'must be a number of requests such as "50 calls"',
  ),
  untilNewToken: key(
    { type: 'boolean', description: 'stays for the token that met it first' },
    value => typeof value === 'boolean',
    'must be true or false',
  ),
  per: choice(countings, 'whether the step stays for every attempt of one call'),
  login: choice(loginRules, 'what is different about logins while the scenario is active'),
};

/** Milliseconds of `500ms`, `10s` and `2m`; undefined for anything else. */
export function forMs(text: string): number | undefined {
  const [, amount, unit = ''] = /^([1-9]\d{0,6})(ms|s|m)$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000);
}

/** The number of `50 calls`; undefined for anything else. */
export function untilCalls(text: string): number | undefined {
  const [, amount] = /^([1-9]\d{0,6}) calls?$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount);
}

function delayProblem(value: Json): string | undefined {
  if (typeof value === 'number' || !isObject(value) || value === null) {
    if (Array.isArray(value)) {
      const [minimum, maximum] = value;
      const isRange = value.length === 2 && value.every(isDelay) && Number(minimum) <= Number(maximum);
      return isRange ? undefined : `must be a range such as [100, 500], within 0 to ${longestDelayMs}`;
    }
    return isDelay(value) ? undefined : `must be milliseconds from 0 to ${longestDelayMs}`;
  }
  const stranger = Object.keys(value).find(name => name !== 'median' && name !== 'p99');
  if (stranger !== undefined) return `has an unknown member "${stranger}". ${suggest(stranger, ['median', 'p99'])}`;
  const { median = null, p99 = longestDelayMs } = value;
  const isTail = isInteger(median, 1, longestDelayMs) && isInteger(p99, Number(median), longestDelayMs);
  return isTail ? undefined : `must have a median from 1 to ${longestDelayMs}, and a p99 that is not less`;
}

function driftProblem(value: Json): string | undefined {
  const [, , kind] = /^([^=]+)=(.*)$/s.exec(typeof value === 'string' ? value : '') ?? [];
  if (kind === undefined) return 'must be a claim and a kind: email_verified=text';
  return driftKinds.some(known => known === kind) ? undefined : `has an unknown kind. ${suggest(kind, driftKinds)}`;
}

function key(schema: JsonObject, isValid: (value: Json) => boolean, problem: string): Key {
  return { schema, problem: value => (isValid(value) ? undefined : problem) };
}

function choice(allowed: readonly string[], description: string): Key {
  return {
    schema: { enum: allowed, description },
    problem: value =>
      typeof value === 'string' && allowed.includes(value)
        ? undefined
        : `has an unknown value. ${suggest(String(value), allowed)}`,
  };
}

function isDelay(value: Json): boolean {
  return isInteger(value, 0, longestDelayMs);
}

function isText(value: Json): value is string {
  return typeof value === 'string' && value.length > 0;
}

/** As a token of RFC 9110 section 5.6.2. */
function isHeaderName(name: string): boolean {
  return new RegExp(headerName).test(name);
}

function isHeaderValue(value: Json): boolean {
  return typeof value === 'string' && new RegExp(headerValue).test(value);
}

function isInteger(value: Json, minimum: number, maximum: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum;
}
