// /__admin/login: tokens and logins of a session, failing refreshes, and the signing key.

import type { AdminRoute } from './admin-route.ts';
import { count, list, object, text } from './schemas.ts';

const persona = {
  description: 'only of this persona, or of a stranger: ~ and the name',
  schema: { type: 'string', minLength: 1 },
} as const;

export const listTokens: AdminRoute = {
  method: 'GET',
  path: '/login/tokens',
  operationId: 'listTokens',
  summary: 'Valid tokens, codes and logins, oldest first.',
  session: 'existing',
  query: { persona },
  answer: object({
    tokens: list(
      object({
        kind: { enum: ['access_token', 'refresh_token', 'code', 'login'] },
        'tokenHash?': { ...text, description: 'first 12 hex digits of the SHA-256 of the token, as in the journal' },
        'persona?': { ...text, description: 'missing for a two-legged token' },
        'clientId?': text,
        'scope?': text,
        expiresAt: { ...count, description: "by the session's clock, in milliseconds since the Unix epoch" },
      }),
    ),
  }),
  handle: ({ login, session, query }) => ({ tokens: login.list(session, personaIn(query)) }),
};

export const endTokens: AdminRoute = {
  method: 'DELETE',
  path: '/login/tokens',
  operationId: 'endTokens',
  summary: 'Revokes or expires tokens, codes and logins.',
  session: 'made',
  query: {
    persona,
    as: { description: 'how they end', schema: { enum: ['revoked', 'expired'], default: 'revoked' } },
  },
  answer: object({ ended: count }),
  handle: ({ login, session, query }) => ({
    ended: login.end(session, personaIn(query), query['as'] === 'expired' ? 'expired' : 'revoked'),
  }),
};

export const failNextRefresh: AdminRoute = {
  method: 'POST',
  path: '/login/fail-next-refresh',
  operationId: 'failNextRefresh',
  summary: 'Makes the next refresh fail with invalid_grant, once; the refresh token stays valid.',
  session: 'made',
  query: { persona },
  answer: object({ failing: { const: true } }),
  async handle({ login, session, query }) {
    await login.failNextRefresh(session, personaIn(query));
    return { failing: true };
  },
};

export const rotateKey: AdminRoute = {
  method: 'POST',
  path: '/login/rotate-key',
  operationId: 'rotateKey',
  summary: 'Signs tokens with a new key from now on, in every session. The old key stays published.',
  answer: object({ kid: { ...text, description: 'name of the new key' } }),
  handle: async ({ login }) => ({ kid: await login.rotateKey() }),
};

function personaIn(query: Readonly<Record<string, unknown>>): string | undefined {
  return typeof query['persona'] === 'string' ? query['persona'] : undefined;
}
