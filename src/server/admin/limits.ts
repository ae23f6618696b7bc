// GET /__admin/limits: the rate limit of a session, and what is left of it.

import type { AdminRoute } from './admin-route.ts';
import { count, list, object, text } from './schemas.ts';

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
