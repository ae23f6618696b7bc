// /__admin/clock: the clock of a session, for rate limits and expiry.

import { type Clock, isWithinReach } from '../../base/clock.ts';
import { KitError } from '../../base/errors.ts';
import type { JsonObject } from '../../contract/openapi/document.ts';
import type { AdminRoute } from './admin-route.ts';
import { millisecondsOf, moment, object, ref } from './schemas.ts';

export const getClock: AdminRoute = {
  method: 'GET',
  path: '/clock',
  operationId: 'getClock',
  summary: "The time of the session's clock.",
  session: 'existing',
  answer: ref('Clock'),
  handle: ({ session }) => show(session.clock),
};

export const moveClock: AdminRoute = {
  method: 'POST',
  path: '/clock',
  operationId: 'moveClock',
  summary: "Moves, stops or resets the session's clock.",
  session: 'made',
  body: {
    schema: {
      ...object({
        'advanceSeconds?': { type: 'number', description: 'moves the clock; a negative number moves it back' },
        'now?': { ...moment, description: `stops the clock at this time: ${String(moment['description'])}` },
        'reset?': { const: true, description: 'returns to the system time' },
      }),
      minProperties: 1,
      maxProperties: 1,
    },
    example: { advanceSeconds: 60 },
  },
  answer: ref('Clock'),
  handle({ session: { clock }, body }) {
    move(clock, body as JsonObject);
    return show(clock);
  },
};

function move(clock: Clock, { advanceSeconds, now }: JsonObject): void {
  if (now !== undefined) clock.set(requireReach(millisecondsOf(now)));
  else if (advanceSeconds !== undefined) advance(clock, Math.round(Number(advanceSeconds) * 1000));
  else clock.reset();
}

function advance(clock: Clock, milliseconds: number): void {
  requireReach(clock.now() + milliseconds);
  clock.advance(milliseconds);
}

function requireReach(milliseconds: number): number {
  if (isWithinReach(milliseconds)) return milliseconds;
  throw new KitError('ERR_ADMIN_BODY_INVALID', 'The clock would leave the years 1970 to 9999.', {
    hint: 'Use a time within these years.',
  });
}

function show(clock: Clock): object {
  const now = clock.now();
  return { now, iso: new Date(now).toISOString() };
}
