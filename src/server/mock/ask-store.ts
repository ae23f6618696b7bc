// Step where replicas share a store: takes the queued scenario and counts the call, in one round trip where possible.

import type { SharedStore, Told } from '../sessions/shared-store.ts';
import { authenticate } from './authenticate.ts';
import type { Exchange, Principal, Selection } from './exchange.ts';
import { rateLimitOf, windowsOf } from './limit-rate.ts';
import { isForcedError, takesQueued } from './select-scenario.ts';

const nothing: Told = { queued: undefined, windows: new Map() };

/** Before a scenario is selected. Counts the call, too, where only a queued scenario can be a forced error. */
export async function askStore(exchange: Exchange, store: SharedStore): Promise<void> {
  const { session } = exchange;
  const isTaking = takesQueued(exchange);
  const isPlain = isTaking && session.active === undefined && session.settings.scenario === undefined;
  const principal = isPlain ? principalOf(exchange) : undefined;
  exchange.shared = await ask(exchange, store, isTaking, principal);
  if (principal !== undefined) counted.add(exchange);
}

/** After it: counts a call that the first question could not. */
export async function countCall(exchange: Exchange, store: SharedStore, { behaviour }: Selection): Promise<void> {
  if (counted.has(exchange) || isForcedError(behaviour)) return;
  const principal = principalOf(exchange);
  if (principal !== undefined) exchange.shared = await ask(exchange, store, false, principal);
}

const counted = new WeakSet<Exchange>();

function ask(
  exchange: Exchange,
  store: SharedStore,
  isTaking: boolean,
  principal: Principal | undefined,
): Told | Promise<Told | undefined> {
  const windows = principal === undefined ? [] : windowsOf(exchange, principal);
  if (!isTaking && windows.length === 0) return nothing;
  const { windowSeconds } = rateLimitOf(exchange);
  return store.ask({
    session: exchange.session.id,
    takesQueued: isTaking,
    windows,
    windowSeconds,
    now: exchange.entry.at,
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
