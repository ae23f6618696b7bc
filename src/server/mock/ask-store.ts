// Step where replicas share a store: takes the queued scenario and counts the call, in one round trip where possible.

import type { Replica } from '../sessions/replica.ts';
import type { Told } from '../sessions/shared-store.ts';
import { authenticate } from './authenticate.ts';
import type { Exchange, Principal, Selection } from './exchange.ts';
import { rateLimitOf, windowsOf } from './limit-rate.ts';
import { isForcedError, takesQueued } from './select-scenario.ts';

/**
 * Before a scenario is selected. Counts the call, too, where only a queued scenario can be a forced error.
 *
 * @returns false where another replica changed the session, which is up to date now: the steps so far are to be repeated
 */
export async function askStore(exchange: Exchange, replica: Replica): Promise<boolean> {
  const { session } = exchange;
  const isTaking = takesQueued(exchange);
  const isPlain = isTaking && session.active === undefined && session.settings.scenario === undefined;
  const principal = isPlain ? principalOf(exchange) : undefined;
  const told = await ask(exchange, replica, isTaking, principal);
  if (told === 'stale') {
    await replica.refresh(session);
    return false;
  }
  exchange.shared = told;
  if (principal !== undefined) counted.add(exchange);
  return true;
}

/** After it: counts a call that the first question could not. */
export async function countCall(exchange: Exchange, replica: Replica, { behaviour }: Selection): Promise<void> {
  if (counted.has(exchange) || isForcedError(behaviour)) return;
  const principal = principalOf(exchange);
  if (principal === undefined || windowsOf(exchange, principal).length === 0) return;
  let told = await ask(exchange, replica, false, principal);
  while (told === 'stale') {
    await replica.refresh(exchange.session);
    told = await ask(exchange, replica, false, principal);
  }
  exchange.shared = told;
}

const counted = new WeakSet<Exchange>();

function ask(
  exchange: Exchange,
  replica: Replica,
  takesQueued: boolean,
  principal: Principal | undefined,
): Promise<Told | 'stale' | undefined> {
  const { session, token, entry } = exchange;
  return replica.store.ask({
    session: session.id,
    known: replica.versionsOf(session),
    needsLogins: token.kind !== 'mock' && token.shortHash !== '',
    takesQueued,
    windows: principal === undefined ? [] : windowsOf(exchange, principal),
    windowSeconds: rateLimitOf(exchange).windowSeconds,
    now: entry.at,
  });
}

/** Undefined for a call that the later step rejects; it counts nothing. */
function principalOf(exchange: Exchange): Principal | undefined {
  try {
    return authenticate(exchange);
  } catch {
    return undefined;
  }
}
