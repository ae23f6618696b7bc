// `aps-userinfo token`: prints tokens for a persona and scenario.

import { KitError } from '../base/errors.ts';
import { suggest } from '../base/suggest.ts';
import type { Config } from '../config/config.ts';
import { isStrangerName, mockToken, strangerNameHint } from '../server/mock/token.ts';
import { isTokenScope } from '../server/scenarios/grant.ts';
import type { TokenRequest } from './jwt.ts';
import { loadOffer, type Offer } from './offer.ts';
import { twoColumns } from './terminal.ts';

/** One token, as in JSON output. */
interface Printed {
  readonly token: string;
  readonly persona: string | undefined;
  readonly scenario: string | undefined;
}

/**
 * @throws ERR_PERSONA_UNKNOWN, ERR_SCENARIO_UNKNOWN
 * @throws ERR_CLI_USAGE for contradicting arguments
 */
export async function runToken(config: Config, request: TokenRequest): Promise<string> {
  checkArguments(request);
  if (request.serviceAccount !== undefined)
    return (await import('./service-account.ts')).runServiceAccount(config, request);
  const { persona, scenario, scope, jwt = false, json = false } = request;
  const offer = await loadOffer(config);
  if (scenario !== undefined) checkScenario(offer, scenario);
  if (persona !== undefined) checkPersona(offer, persona);
  const who = persona !== undefined || request.twoLegged ? [persona] : offer.personas.map(({ name }) => name);
  if (!jwt) checkScopes(scope ?? []);
  const tokens = jwt ? await jwts(config, request, who) : who.map(name => mockToken(name ?? '', scenario, scope));
  const printed = tokens.map((token, index): Printed => ({ token, persona: who[index], scenario }));
  const isList = who.length !== 1 || who[0] !== persona;
  if (json) return `${JSON.stringify(isList ? printed : printed[0], null, 2)}\n`;
  return isList && !jwt ? table(offer, printed) : `${tokens.join('\n')}\n`;
}

function checkArguments(request: TokenRequest): void {
  const { persona, scenario, jwt, expired, twoLegged, clientId, serviceAccount } = request;
  if (serviceAccount !== undefined && (persona !== undefined || jwt || expired || twoLegged))
    throw usage('An assertion is signed for a service account alone.', 'Remove the persona and the flags of --jwt.');
  const ofJwt = { '--expired': expired, '--two-legged': twoLegged };
  const onlyJwt = serviceAccount === undefined ? { ...ofJwt, '--client-id': clientId } : ofJwt;
  const [flag] = Object.entries(onlyJwt).find(([, value]) => value !== undefined) ?? [];
  if (flag !== undefined && !jwt) throw usage(`The flag ${flag} requires --jwt.`, 'Add --jwt.');
  if (jwt && scenario !== undefined)
    throw usage(
      `A JWT cannot carry the scenario "${scenario}".`,
      `Remove --jwt, or choose the scenario with a Prefer header.`,
    );
  if (twoLegged && persona !== undefined)
    throw usage(
      `A 2-legged token has no user, but the command names "${persona}".`,
      'Remove the name or --two-legged.',
    );
}

function usage(message: string, hint: string): KitError {
  return new KitError('ERR_CLI_USAGE', message, { hint });
}

function checkPersona({ personas }: Offer, name: string): void {
  const names = personas.map(persona => persona.name);
  if (names.includes(name) || isStrangerName(name)) return;
  if (name.startsWith('~')) throw usage(`Invalid name "${name}" for a stranger.`, strangerNameHint);
  throw unknown('ERR_PERSONA_UNKNOWN', 'persona', name, names, [`~${name} (a stranger)`]);
}

function checkScenario({ catalog }: Offer, name: string): void {
  if (catalog.findAny(name) !== undefined) return;
  const names = catalog.entries().map(entry => entry.name);
  throw unknown('ERR_SCENARIO_UNKNOWN', 'scenario', name, names);
}

function unknown(
  code: 'ERR_PERSONA_UNKNOWN' | 'ERR_SCENARIO_UNKNOWN',
  what: string,
  name: string,
  names: readonly string[],
  others: readonly string[] = [],
): KitError {
  return new KitError(code, `Unknown ${what} "${name}".`, { hint: suggest(name, names, [...names, ...others]) });
}

function checkScopes(scopes: readonly string[]): void {
  const odd = scopes.find(scope => !isTokenScope(scope));
  if (odd !== undefined) throw usage(`No mock token can carry the scope "${odd}".`, 'Add --jwt.');
}

/** Only a JWT needs the profile, so that other tokens do not load profile generation. */
async function jwts(
  config: Config,
  request: TokenRequest,
  who: readonly (string | undefined)[],
): Promise<readonly string[]> {
  const { createJwts } = await import('./jwt.ts');
  return createJwts(config, request, who);
}

function table({ personas }: Offer, printed: readonly Printed[]): string {
  const titles = new Map(personas.map(({ name, title }) => [name, title]));
  return `${twoColumns(printed.map(({ token, persona = '' }) => [token, titles.get(persona) ?? ''])).join('\n')}\n`;
}
