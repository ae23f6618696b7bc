// /__admin/settings: the options that a session can change while the server runs.

import { createHash } from 'node:crypto';
import { KitError } from '../../base/errors.ts';
import type { JsonObject } from '../../contract/openapi/document.ts';
import { changeSettings, type Settings, settingsSchemas } from '../sessions/settings.ts';
import type { AdminCall, AdminRoute } from './admin-route.ts';
import { requireScenario } from './scenarios.ts';
import { object } from './schemas.ts';

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
