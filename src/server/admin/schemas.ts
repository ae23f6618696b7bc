// Schemas that several routes of the admin API share.

import { latestMoment } from '../../base/clock.ts';
import type { JsonObject } from '../../contract/openapi/document.ts';

/** A closed object; a name that ends in `?` is optional. */
export function object(members: Readonly<Record<string, JsonObject>>): JsonObject {
  const entries = Object.entries(members);
  return {
    type: 'object',
    required: entries.map(([name]) => name).filter(name => !name.endsWith('?')),
    properties: Object.fromEntries(entries.map(([name, schema]) => [name.replace(/\?$/, ''), schema])),
    additionalProperties: false,
  };
}

export function list(items: JsonObject): JsonObject {
  return { type: 'array', items };
}

export function ref(name: SchemaName): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

export const text: JsonObject = { type: 'string' };
export const count: JsonObject = { type: 'integer', minimum: 0 };

const milliseconds: JsonObject = { type: 'integer', minimum: 0, maximum: latestMoment };

/** A point in time in a request. */
export const moment: JsonObject = {
  ...milliseconds,
  type: ['integer', 'string'],
  format: 'date-time',
  description: 'milliseconds since the Unix epoch, or ISO 8601 with a time zone',
};

/** Milliseconds of a valid moment. */
export function millisecondsOf(written: unknown): number {
  return typeof written === 'number' ? written : Date.parse(String(written));
}

const sources = { enum: ['prefer', 'token', 'queue', 'active', 'default'] } as const;

type SchemaName = 'Scenario' | 'JournalEntry' | 'Verdict' | 'Persona' | 'Clock' | 'Problem';

export const schemas: Readonly<Record<SchemaName, JsonObject>> = {
  Scenario: object({
    name: text,
    kind: { enum: ['status', 'example', 'variant', 'scenario'] },
    title: text,
    'goodClient?': { ...text, description: 'what a good client does' },
    'status?': { type: 'integer', description: 'its status, if it has one' },
  }),
  JournalEntry: object({
    id: { ...text, description: 'X-Request-Id of the answer' },
    session: text,
    at: { ...milliseconds, description: "arrival by the session's clock, in milliseconds since the Unix epoch" },
    method: text,
    url: { ...text, description: 'path and query; a token in the query is masked' },
    'operationId?': text,
    'userAgent?': text,
    'correlationId?': { ...text, description: 'X-Correlation-Id as sent, printable, at most 128 characters' },
    'traceparent?': { ...text, description: 'traceparent as sent, if it is one' },
    'tokenHash?': { ...text, description: 'first 12 hex digits of the SHA-256 of the token' },
    'tokenForm?': {
      enum: ['bearer', 'bare', 'placeholder', 'malformed', 'query', 'body'],
      description: 'where and how the token was sent',
    },
    'grantType?': { ...text, description: 'grant_type of a request to the token endpoint' },
    'persona?': text,
    'clientId?': text,
    'scenario?': text,
    'scenarioFrom?': { ...sources, description: 'source of the scenario' },
    'status?': { type: 'integer', description: 'missing while in progress, and if the connection broke first' },
    'fault?': { ...text, description: 'the way in which the connection was broken' },
    outcome: { ...text, description: 'reason of the answer' },
    'retryAfter?': { ...text, description: 'Retry-After as sent' },
    'durationMs?': { type: 'number', description: 'from arrival to the last byte; missing while in progress' },
    aborted: { type: 'boolean', description: 'the client disconnected before the answer was complete' },
    'replica?': { ...text, description: 'the process that answered, where several share a store' },
  }),
  Verdict: object({
    id: { ...text, description: 'stable name of the rule' },
    code: { ...text, description: 'code of the finding that a breach is' },
    title: text,
    status: { enum: ['passed', 'failed', 'not-exercised'] },
    'needs?': { ...text, description: 'what must happen before there is anything to judge' },
    why: { ...text, description: 'why the rule matters' },
    remedy: { ...text, description: 'what a good client does' },
    see: { ...text, format: 'uri' },
    breaches: list(object({ message: text, requests: { ...list(text), description: 'X-Request-Id of each' } })),
  }),
  Persona: object({
    name: text,
    title: text,
    description: text,
    'locale?': text,
    claims: { type: 'object' },
    absent: list(text),
  }),
  Clock: object({
    now: { ...milliseconds, description: 'milliseconds since the Unix epoch' },
    iso: { ...text, format: 'date-time' },
  }),
  Problem: {
    type: 'object',
    description: 'RFC 9457; further members are evidence, such as the known names',
    required: ['type', 'title', 'status', 'detail', 'code'],
    properties: {
      type: text,
      title: text,
      status: { type: 'integer' },
      detail: text,
      code: { ...text, description: 'stable, for programs to compare' },
      hint: { ...text, description: 'what to do about it' },
      problems: {
        type: 'array',
        items: { type: ['string', 'object'] },
        description: 'every problem, if there are several',
      },
    },
  },
};
