// /__admin/settings, /__admin/clock and GET /__admin/limits: what a session can change while the server runs, and its rate limit.

import { createHash } from 'node:crypto';
import { type Clock, isWithinReach } from '../../base/clock.ts';
import { KitError } from '../../base/errors.ts';
import type { JsonObject } from '../../contract/openapi/document.ts';
import { changeSettings, type Settings, settingsSchemas } from '../sessions/settings.ts';
import type { AdminCall, AdminRoute } from './admin-route.ts';
import { requireScenario } from './scenarios.ts';
import { count, list, millisecondsOf, moment, object, ref, text } from './schemas.ts';

export const getSettings: AdminRoute = {
  method: 'GET',
  path: '/settings',
  operationId: 'getSettings',
  summary: "The session's settings; null for no value, and known tokens as hashes.",
  session: 'existing',
  answer: object(settingsSchemas()),
  handle: call => show(call.session.settings),
};

const change: Omit<AdminRoute, 'method' | 'operationId'> = {
  path: '/settings',
  summary: 'Changes settings of the session; null clears an optional one.',
  session: 'made',
  body: {
    schema: { ...object(settingsSchemas()), required: [], minProperties: 1 } as JsonObject,
    example: { delayMs: 250 },
    checkedByRoute: true,
  },
  answer: object(settingsSchemas()),
  errors: ['ERR_CONFIG_INVALID', 'ERR_SCENARIO_UNKNOWN'],
  async handle(call: AdminCall) {
    const settings = changeSettings(call.session.settings, call.body);
    if (settings.profileApi !== 'v1') requireBuiltin(call);
    const served = await call.served.ofApi(settings.profileApi);
    if (settings.scenario !== undefined) requireScenario(served, settings.scenario);
    call.session.settings = settings;
    return show(settings);
  },
};

/** @throws ERR_CONFIG_INVALID */
function requireBuiltin({ served: { document, profileApi } }: AdminCall): void {
  if (profileApi !== undefined) return;
  throw new KitError(
    'ERR_CONFIG_INVALID',
    `profileApi selects a built-in document, but the server serves "${document.file}".`,
    {
      hint: 'Start the server without spec, or list the scopes in the document with x-scopes.',
    },
  );
}

export const patchSettings: AdminRoute = { ...change, method: 'PATCH', operationId: 'patchSettings' };

/** As in WireMock. */
export const postSettings: AdminRoute = { ...change, method: 'POST', operationId: 'postSettings' };

function show(settings: Settings): object {
  const withNulls = Object.entries(settings).map(([name, value]) => [name, value ?? null]);
  return { ...Object.fromEntries(withNulls), knownTokens: hashed(settings.knownTokens) };
}

/** As in the journal. */
function hashed(knownTokens: Settings['knownTokens']): object {
  const shortHash = (token: string) => createHash('sha256').update(token).digest('hex').slice(0, 12);
  return Object.fromEntries(Object.entries(knownTokens).map(([token, persona]) => [shortHash(token), persona]));
}

// /__admin/clock: the clock of a session, for rate limits and expiry.

export const getClock: AdminRoute = {
  method: 'GET',
  path: '/clock',
  operationId: 'getClock',
  summary: "The time of the session's clock.",
  session: 'existing',
  answer: ref('Clock'),
  handle: ({ session }) => showClock(session.clock),
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
    return showClock(clock);
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

function showClock(clock: Clock): object {
  const now = clock.now();
  return { now, iso: new Date(now).toISOString() };
}

// GET /__admin/limits: the rate limit of a session, and what is left of it.

/** Windows of one answer, the latest used first. */
const mostWindows = 100;

export const listLimits: AdminRoute = {
  method: 'GET',
  path: '/limits',
  operationId: 'listLimits',
  summary: 'The rate limit of the session, and its open windows.',
  session: 'existing',
  answer: object({
    limit: { ...count, description: 'calls per window; 0 for no limit' },
    windowSeconds: count,
    key: { ...text, description: 'what has a window of its own: client, token or session' },
    now: count,
    windows: list(
      object({
        key: { ...text, description: 'a client id or the hash of a token, the session, or "user" and an Autodesk id' },
        used: count,
        endsAt: { ...count, description: "by the session's clock, in milliseconds since the Unix epoch" },
      }),
    ),
  }),
  handle({ session: { settings, limiter, clock }, served: { document } }) {
    const documented = document.served.find(({ rateLimit }) => rateLimit !== undefined)?.rateLimit;
    const now = clock.now();
    return {
      limit: settings.rateLimit ?? documented?.limit ?? 0,
      windowSeconds: settings.rateLimitWindowSeconds ?? documented?.windowSeconds ?? 60,
      key: settings.rateLimitKey,
      now,
      windows: limiter
        .open(now)
        .filter(({ key }) => !isOfLogin(key))
        .slice(0, mostWindows)
        .map(({ key, count: used, endsAt }) => ({ key, used, endsAt })),
    };
  },
};

/** The login counts its own limits by path, and those of service accounts. */
function isOfLogin(key: string): boolean {
  return key.startsWith('/') || key.startsWith('service accounts ');
}
