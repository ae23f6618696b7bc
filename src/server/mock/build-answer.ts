// Step: builds the answer of an authenticated request: the profile of the token's user, or the scenario's answer.

import { KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import type { NamedExample } from '../../contract/openapi/document.ts';
import { withheldClaims, withoutClaims } from '../../contract/openapi/extensions.ts';
import { responseFor } from '../../contract/responses/response-context.ts';
import type { PictureHost } from '../../profiles/pictures.ts';
import type { Profile } from '../../profiles/profile-builder.ts';
import { respell, respellType, type Variant, variants } from '../../profiles/variants.ts';
import { exampleOf } from '../scenarios/catalog.ts';
import { patchBody } from '../scenarios/changed-body.ts';
import type { Behaviour } from '../scenarios/scenario.ts';
import type { Session } from '../sessions/session.ts';
import { defaultSessionId } from '../sessions/sessions.ts';
import { checkAnswer, checkProfile, missingHeader } from './check-answer.ts';
import { contentOf, errorAnswer } from './error-answer.ts';
import type { Answer, Exchange, Memo, Principal, Selection } from './exchange.ts';
import { headOf, withHeaders } from './headers.ts';
import type { Success } from './served-responses.ts';

/** @throws ERR_RESPONSE_INVALID for an answer that breaks the document unintentionally */
export function buildAnswer(exchange: Exchange, selection: Selection, principal: Principal): Answer {
  if (selection.scenario !== undefined || selection.preferences !== undefined)
    return buildChosen(exchange, selection, principal);
  const { remembered, route } = exchange;
  const { settings, personas } = exchange.session;
  const pictures = picturesOf(exchange);
  const { memo } = remembered;
  const isCurrent =
    memo?.success === route.success &&
    memo.settings === settings &&
    memo.personas === personas &&
    memo.seed === principal.seed;
  if (isCurrent && memo.pictures === pictures) return memo.answer;
  const answer =
    (isCurrent ? movedAnswer(exchange, selection, memo, pictures) : undefined) ??
    readyToRepeat(exchange, selection, principal, pictures);
  if (answer.body.length <= longestRemembered)
    remembered.memo = { success: route.success, settings, personas, seed: principal.seed, pictures, answer };
  return answer;
}

/** Characters of a body. Tokens by the thousand remember an answer, and a persona can be a hundred times as long. */
export const longestRemembered = 16_384;

/** The last answer with the picture URLs of this one, since sessions by the thousand ask for the same person. */
function movedAnswer(
  exchange: Exchange,
  selection: Selection,
  { answer, pictures: from }: Memo,
  to: PictureHost | undefined,
): Answer | undefined {
  const body = answer.isSameElsewhere && from !== undefined ? to?.moved?.(answer.body, from) : undefined;
  return body === undefined ? undefined : withHead(exchange, { ...answer, body }, selection);
}

function readyToRepeat(
  exchange: Exchange,
  selection: Selection,
  principal: Principal,
  pictures: PictureHost | undefined,
): Answer {
  const profile = buildProfile(exchange, selection, principal, pictures);
  return withHead(exchange, saidToBreak(profile, missingHeader(exchange.route, profile)), selection);
}

function withHead(exchange: Exchange, answer: Answer, selection: Selection): Answer {
  return { ...answer, head: headOf(exchange, answer, selection) };
}

function buildChosen(exchange: Exchange, selection: Selection, principal: Principal): Answer {
  const { behaviour } = selection;
  if (behaviour.body !== undefined)
    return withBehaviour(exchange, rawAnswer(exchange, behaviour, behaviour.body), behaviour);
  return withBehaviour(exchange, documentedAnswer(exchange, selection, principal), behaviour);
}

function documentedAnswer(exchange: Exchange, selection: Selection, principal: Principal): Answer {
  const { status, variant } = selection.behaviour;
  const example = chosenExample(exchange, selection);
  if (example !== undefined) return exampleAnswer(exchange, example);
  // A second success status, such as 202, has its own body.
  if (status !== undefined && status !== exchange.route.success.status && variant === undefined)
    return errorAnswer(exchange, { status, example: undefined });
  return buildProfile(exchange, selection, principal, picturesOf(exchange));
}

function buildProfile(
  { route, session }: Exchange,
  selection: Selection,
  principal: Principal,
  pictures: PictureHost | undefined,
): Answer {
  const { profiles, status, contentType, headers } = route.success;
  const { seed, dynamic } = selection.preferences ?? {};
  const variant = selection.behaviour.variant ?? session.settings.variant;
  const { person } = selection.behaviour;
  const who = person === undefined ? principal : otherPerson(session, person);
  const name = seed === undefined && dynamic !== true ? who.persona : undefined;
  const persona = name === undefined ? undefined : session.personas.get(name);
  const request = { seed: seed ?? who.seed, variant, persona, pictures };
  const subject = seed === undefined ? who.userid : undefined;
  const wanted = profiles.build({ ...request, subject });
  const lost = subject !== undefined && isLost(subject, wanted);
  const profile = cutDown(lost ? profiles.build(request) : wanted, route.success, principal, variant);
  checkProfile(route, profile);
  const drift = profile.driftedAt === undefined ? '' : `; drifted=${profile.driftedAt}`;
  const note = lost ? '; userid does not fit the document' : '';
  const outcome = `${name === undefined ? strangers[variant] : `persona=${name}; variant=${variant}`}${drift}${note}`;
  const sentType = variant === 'respelled' ? respellType(contentType) : contentType;
  return {
    status,
    headers: { ...headers, 'content-type': sentType },
    body: profile.body,
    outcome,
    delayMs: session.settings.delayMs,
    fault: undefined,
    isSameElsewhere: profile.isSameElsewhere === true,
  };
}

/** One text each, which the journal entries of all strangers share. */
const strangers = Object.fromEntries(variants.map(variant => [variant, `stranger; variant=${variant}`]));

/** @throws ERR_PERSONA_UNKNOWN */
function otherPerson({ personas }: Session, person: string): Pick<Principal, 'persona' | 'seed' | 'userid'> {
  if (person.startsWith('~')) return { persona: undefined, seed: person.slice(1), userid: undefined };
  if (personas.has(person)) return { persona: person, seed: person, userid: undefined };
  throw new KitError('ERR_PERSONA_UNKNOWN', `There is no persona "${person}", which the scenario answers with.`, {
    hint: suggest(person, [...personas.keys()]),
  });
}

/** Removes claims that the token's scopes do not give, and a drift of one of them. */
function cutDown(profile: Profile, { claimScopes }: Success, { scopes }: Principal, variant: Variant): Profile {
  if (scopes === undefined || claimScopes.size === 0) return profile;
  const withheld = withheldClaims(claimScopes, scopes);
  if (withheld.length === 0) return profile;
  const claims = withoutClaims(profile.claims, withheld);
  const { driftedAt, ...rest } = profile;
  const isHidden = withheld.some(pointer => `${driftedAt}/`.startsWith(`${pointer}/`));
  const body = variant === 'respelled' ? respell(claims) : JSON.stringify(claims);
  return { ...rest, claims, body, ...(driftedAt === undefined || isHidden ? {} : { driftedAt }) };
}

/** Whether the profile cannot carry the token's user id, so that it has another. */
function isLost(userid: string, { body }: Profile): boolean {
  return !body.includes(JSON.stringify(userid));
}

/** The example requested by name or, with `dynamic=false`, the first one of the success response. */
function chosenExample({ route }: Exchange, { behaviour, preferences }: Selection): NamedExample | undefined {
  if (behaviour.example !== undefined) return exampleOf(route.operation, behaviour.example);
  if (preferences?.dynamic !== false) return undefined;
  return responseFor(route.operation, behaviour.status ?? route.success.status)
    ?.examples.values()
    .next().value;
}

function exampleAnswer(exchange: Exchange, example: NamedExample): Answer {
  const answer: Answer = {
    status: exchange.route.success.status,
    ...contentOf(example.mediaType, example.value),
    outcome: `example=${example.name}`,
    delayMs: exchange.session.settings.delayMs,
    fault: undefined,
  };
  return withHeaders(answer, { ...exchange.route.success.headers, ...answer.headers, ...example.headers });
}

function rawAnswer({ route, session }: Exchange, behaviour: Behaviour, body: string): Answer {
  return {
    status: behaviour.status ?? route.success.status,
    headers: { 'content-type': behaviour.contentType ?? 'application/json; charset=utf-8' },
    body,
    outcome: 'raw body',
    delayMs: session.settings.delayMs,
    fault: undefined,
  };
}

/** Adds the scenario's status (of the same class), headers, delay and fault; says what breaks the document. */
export function withBehaviour(exchange: Exchange, answer: Answer, behaviour: Behaviour): Answer {
  const changed: Answer = {
    ...withHeaders(withHeaders(answer, specialHeaders(exchange, behaviour)), behaviour.headers ?? {}),
    body:
      behaviour.patch === undefined && behaviour.drift === undefined ? answer.body : patchBody(answer.body, behaviour),
    status: behaviour.status ?? answer.status,
    delayMs: answer.delayMs + (behaviour.delayMs ?? 0),
    fault: behaviour.fault,
  };
  return saidToBreak(changed, checkAnswer(exchange, changed));
}

/** Headers that depend on the request: where it went, and when it came. */
function specialHeaders(
  { request, route, entry }: Exchange,
  { redirect, retryAfterDateSeconds, contentType, body }: Behaviour,
): Record<string, string> {
  const location = redirect && locationOf(route.state.baseUrl(request), request.originalUrl, redirect);
  return {
    ...(location !== undefined && { location }),
    ...(retryAfterDateSeconds !== undefined && {
      'retry-after': new Date(entry.at + retryAfterDateSeconds * 1000).toUTCString(),
    }),
    ...(contentType !== undefined && body === undefined && { 'content-type': contentType }),
  };
}

/** Another name of a local server; for any other, a name that no resolver knows. */
const otherNames: Readonly<Record<string, string>> = {
  localhost: '127.0.0.1',
  '127.0.0.1': 'localhost',
  '[::1]': 'localhost',
};

function locationOf(base: string, path: string, redirect: Behaviour['redirect']): string {
  const url = new URL(base);
  if (redirect === 'other-host') url.hostname = otherNames[url.hostname] ?? 'other-host.invalid';
  return url.origin + path;
}

function saidToBreak(answer: Answer, broken: string | undefined): Answer {
  return broken === undefined ? answer : { ...answer, outcome: `${answer.outcome}; breaks=${broken}` };
}

/** The same object for requests with the same picture URLs; undefined for Autodesk's own. */
export function picturesOf({ route, request, session, entry }: Exchange): PictureHost | undefined {
  const { pictures, baseUrl } = route.state;
  if (pictures === undefined) return undefined;
  // Clients load images without headers, so the path must name the session and its clock.
  const path = session.id === defaultSessionId ? '' : `/sessions/${session.id}`;
  return pictures.at(baseUrl(request) + path, entry.at);
}
