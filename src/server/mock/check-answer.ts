// Step: what is sent must satisfy the document; a scenario that breaks it on purpose says so.

import { KitError } from '../../base/errors.ts';
import type { HeaderSpec } from '../../contract/openapi/document.ts';
import type { Profile } from '../../profiles/profile-builder.ts';
import { responseFor } from '../scenarios/catalog.ts';
import type { Answer, Exchange, Route } from './exchange.ts';

/**
 * Checks a profile that was just made; repeats of it are not checked again. One that is drifted must be invalid.
 *
 * @throws ERR_RESPONSE_INVALID
 */
export function checkProfile({ success, operation }: Route, profile: Profile): void {
  const expected = profile.driftedAt === undefined;
  if (success.validator.isValid(profile.claims) === expected) return;
  const findings = success.validator.check(profile.claims, `${operation.method} ${operation.path}`);
  throw new KitError(
    'ERR_RESPONSE_INVALID',
    expected
      ? `The profile made for this token does not satisfy ${success.media.schemaPointer}.`
      : `The drifted profile made for this token satisfies ${success.media.schemaPointer}.`,
    {
      hint: 'This is a defect of aps-userinfo: please report it with the document.',
      details: findings.map(({ instancePath, message }) => `${instancePath}: ${message}`),
      data: { findings },
    },
  );
}

/** What an answer breaks of the document: `status`, `content-type`, `body` or `header`; undefined where it breaks nothing. */
export function checkAnswer(exchange: Exchange, answer: Answer): string | undefined {
  const { route } = exchange;
  const response = responseFor(route.operation, answer.status);
  if (response === undefined) return 'status';
  const contentType = answer.headers['content-type'] ?? undefined;
  if (contentType === undefined) return response.content.size === 0 || answer.body === '' ? undefined : 'content-type';
  const media = [...response.content.values()].find(({ mediaType }) => essence(mediaType) === essence(contentType));
  if (media === undefined) return 'content-type';
  for (const header of response.headers.values()) {
    if (!isHeaderValid(exchange, header, answer)) return `header ${header.name}`;
  }
  if (media.schema === undefined) return undefined;
  const value = /json/i.test(media.mediaType) ? parse(answer.body) : answer.body;
  return value !== undefined && route.world.validators.get(media.schemaPointer).isValid(value) ? undefined : 'body';
}

/** Headers that the last step adds to every answer. */
const alwaysSent = new Set(['x-request-id', 'cache-control']);

function isHeaderValid(
  { route }: Exchange,
  { name, required, schema, schemaPointer }: HeaderSpec,
  answer: Answer,
): boolean {
  const key = name.toLowerCase();
  const text = answer.headers[key];
  if (text === undefined && alwaysSent.has(key)) return true;
  if (text === undefined || text === null) return !required;
  if (schema === undefined) return true;
  const validator = route.world.validators.get(schemaPointer);
  // A header is text on the wire; its schema may mean the number that the text spells.
  return validator.isValid(text) || validator.isValid(parse(text));
}

function essence(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
