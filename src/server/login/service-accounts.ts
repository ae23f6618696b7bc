// The management calls of secure service accounts: people that an application makes up, with keys instead of a login.
// Longer than 250 lines: nine short calls on one store, which read best together.
// @see https://aps.autodesk.com/en/docs/ssa/v1/developers_guide/overview/

import { generateKeyPair, type KeyObject, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { isObject } from '../../base/json.ts';
import { decodeJwt } from '../../base/jwt.ts';
import type { Session } from '../sessions/session.ts';
import { randomText } from './keyring.ts';
import type { LoginContext } from './login-context.ts';
import { json, type LoginAnswer, type LoginRequest } from './login-request.ts';

/** Limits that Autodesk documents. */
const mostAccounts = 10;
const mostKeys = 3;
const callsPerMinute = 10;

type Status = 'ENABLED' | 'DISABLED' | 'DEACTIVATED';

/** A key of a service account; its private half is given out once and not kept. */
export interface AccountKey {
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly createdAt: number;
  status: Status;
  accessedAt: number | undefined;
}

/** A service account. Moments are in milliseconds since the Unix epoch. */
export interface ServiceAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly clientId: string;
  readonly createdAt: number;
  readonly keys: Map<string, AccountKey>;
  status: Status;
  accessedAt: number | undefined;
}

const bySession = new WeakMap<Session, Map<string, ServiceAccount>>();

/** The service accounts of a session, by id; a reset forgets them. */
export function accountsOf(session: Session): Map<string, ServiceAccount> {
  const known = bySession.get(session);
  if (known !== undefined) return known;
  const accounts = new Map<string, ServiceAccount>();
  bySession.set(session, accounts);
  session.onReset(() => bySession.delete(session));
  return accounts;
}

/** A refusal of a management call: `{ "title", "detail" }`. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly title: string;

  constructor(status: number, title: string, detail: string) {
    super(detail);
    this.status = status;
    this.title = title;
  }
}

interface Call {
  readonly session: Session;
  readonly clientId: string;
  readonly accounts: Map<string, ServiceAccount>;
  readonly now: number;
  readonly body: string;
  /** Ids in the path: of the account, of the key. */
  readonly id: string;
  readonly kid: string;
}

type Handle = (call: Call) => LoginAnswer | Promise<LoginAnswer>;

/** What a management call needs and does, by method and path; `{id}` and `{kid}` stand for one segment. */
const calls: Readonly<Record<string, readonly [scope: string, handle: Handle]>> = {
  'POST /service-accounts': ['application:service_account:write', createAccount],
  'GET /service-accounts': ['application:service_account:read', listAccounts],
  'GET /service-accounts/{id}': ['application:service_account:read', call => json(200, details(find(call)), 'account')],
  'PATCH /service-accounts/{id}': ['application:service_account:write', changeAccount],
  'DELETE /service-accounts/{id}': ['application:service_account:write', removeAccount],
  'POST /service-accounts/{id}/keys': ['application:service_account_key:write', createKey],
  'GET /service-accounts/{id}/keys': ['application:service_account_key:read', listKeys],
  'PATCH /service-accounts/{id}/keys/{kid}': ['application:service_account_key:write', changeKey],
  'DELETE /service-accounts/{id}/keys/{kid}': ['application:service_account_key:write', removeKey],
};

const base = '/authentication/v2';

/** Methods of a path of the management API; none for any other path. */
export function managementMethods(path: string): readonly string[] {
  const { pattern } = readPath(path);
  return ['GET', 'POST', 'PATCH', 'DELETE'].filter(method => Object.hasOwn(calls, `${method} ${pattern}`));
}

/** Answers a management call of a method that the path has. */
export async function manage(context: LoginContext, request: LoginRequest): Promise<LoginAnswer> {
  try {
    return await managed(context, request);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return json(error.status, { title: error.title, detail: error.message }, `${error.title}: ${error.message}`);
  }
}

async function managed(context: LoginContext, request: LoginRequest): Promise<LoginAnswer> {
  const { session, method, body } = request;
  const { pattern, id, kid } = readPath(request.path);
  const [scope, handle] = calls[`${method} ${pattern}`] as readonly [string, Handle];
  const caller = requireApplication(context, request);
  const limited = limit(session, `${method} ${pattern} ${caller.clientId}`);
  if ('answer' in limited) return { ...limited.answer, clientId: caller.clientId };
  if (!hasScope(caller.scopes, scope))
    throw new Refusal(403, 'forbidden', `The access token lacks the scope '${scope}'.`);
  const accounts = accountsOf(session);
  const call = { session, clientId: caller.clientId, accounts, now: session.clock.now(), body, id, kid };
  const answer = await handle(call);
  return { ...answer, headers: { ...answer.headers, ...limited.headers }, clientId: caller.clientId };
}

function readPath(path: string): { readonly pattern: string; readonly id: string; readonly kid: string } {
  const [, id, kid] =
    /^\/authentication\/v2\/service-accounts(?:\/([^/]+)(?:\/keys(?:\/([^/]+))?)?)?$/.exec(path) ?? [];
  const generic = path.slice(base.length).replace(/^(\/service-accounts)\/[^/]+/, '$1/{id}');
  return { pattern: generic.replace(/(\/keys)\/[^/]+$/, '$1/{kid}'), id: id ?? '', kid: kid ?? '' };
}

/** The management API takes tokens of an application alone. */
function requireApplication(
  { keyring, state }: LoginContext,
  { session, headers }: LoginRequest,
): { readonly clientId: string; readonly scopes: readonly string[] } {
  const token = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const jwt = decodeJwt(token);
  const records = state.recordsOf(session);
  const isOurs = jwt !== undefined && keyring.verifies(token, jwt);
  const record = isOurs ? records.get('ClientCredentials', String(jwt.payload['jti'])) : undefined;
  if (record === undefined || records.isExpired(record))
    throw new Refusal(401, 'unauthorized', 'The access token is invalid, expired or not two-legged.');
  return { clientId: record.payload.clientId ?? '', scopes: record.payload.scope?.split(' ') ?? [] };
}

function hasScope(scopes: readonly string[], scope: string): boolean {
  return scopes.includes(scope) || scopes.includes(scope.replace(/:read$/, ':write'));
}

/** Counts a call; `--rate-limit 0` lifts this limit with the other. */
export function limit(
  { limiter, clock, settings }: Session,
  key: string,
): { readonly headers: Record<string, string> } | { readonly answer: LoginAnswer } {
  if (settings.rateLimit === 0) return { headers: {} };
  const now = clock.now();
  const { count, endsAt } = limiter.count(`service accounts ${key}`, 60, now);
  const remaining = Math.max(0, callsPerMinute - count);
  const said = { 'ratelimit-value': String(callsPerMinute), 'ratelimit-remaining': String(remaining) };
  const headers: Record<string, string> = settings.rateLimitHeaders === 'off' ? {} : said;
  if (count <= callsPerMinute) return { headers };
  const retryAfter = { 'retry-after': String(Math.max(1, Math.ceil((endsAt - now) / 1000))) };
  return { answer: json(429, { developerMessage: 'Quota limit exceeded.' }, 'quota-exceeded', retryAfter) };
}

function createAccount(call: Call): LoginAnswer {
  const { accounts, clientId, session, now } = call;
  const { name, firstName, lastName } = readBody(call);
  const own = [...accounts.values()].filter(account => account.clientId === clientId);
  if (typeof name !== 'string' || !/^(?=.*[A-Za-z0-9])[A-Za-z0-9-]{5,100}$/.test(name))
    throw invalid("The 'name' must have 5 to 100 letters, digits and hyphens, and a letter or digit among them.");
  if (own.some(account => account.name === name)) throw invalid("The 'name' already exists.");
  const [given, family] = [requireName('firstName', firstName), requireName('lastName', lastName)];
  if (own.length >= mostAccounts)
    throw new Refusal(403, 'limit_exceeded', `An application has at most ${mostAccounts} service accounts.`);
  const host =
    clientId
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .slice(0, 63) || 'app';
  const email = `${name.toLowerCase()}@${host}.adskserviceaccount.autodesk.com`;
  const id = idOf(randomText(40));
  accounts.set(id, {
    ...{ id, name, email, clientId, createdAt: now, keys: new Map() },
    ...{ status: 'ENABLED', accessedAt: undefined },
  });
  addPersona(session, { id, name, email, given, family });
  return json(201, { serviceAccountId: id, email }, 'account created');
}

/** Twelve capitals and digits. */
function idOf(text: string): string {
  return text.toUpperCase().slice(0, 12);
}

function requireName(member: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= 100) return value;
  throw invalid(`The '${member}' must have 1 to 100 characters.`);
}

interface Identity {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly given: string;
  readonly family: string;
}

/** Name of the persona that a service account is to the rest of its session. */
export function personaName(id: string): string {
  return `sa-${id.toLowerCase()}`;
}

/** To the rest of the session a service account is a persona: `/userinfo` gives its profile. */
function addPersona(session: Session, { id, name, email, given, family }: Identity): void {
  const persona = {
    name: personaName(id),
    title: `the service account ${name}`,
    description: '',
    locale: undefined,
    claims: {
      ...{ sub: id, name: `${given} ${family}`, given_name: given, family_name: family },
      ...{ preferred_username: name, email, email_verified: true, eidm_guid: id },
    },
    absent: [],
    file: 'a service account',
    builtin: true,
    locate: undefined,
  };
  session.personas = new Map([...session.personas, [persona.name, persona]]);
}

function listAccounts({ accounts, clientId }: Call): LoginAnswer {
  const own = [...accounts.values()].filter(account => account.clientId === clientId);
  return json(200, { serviceAccounts: own.map(details) }, `${own.length} accounts`);
}

function changeAccount(call: Call): LoginAnswer {
  const account = find(call);
  account.status = newStatus(call, account.status);
  return json(200, details(account), `account ${account.status}`);
}

function removeAccount(call: Call): LoginAnswer {
  const { id } = find(call);
  call.accounts.delete(id);
  const { session } = call;
  session.personas = new Map([...session.personas].filter(([name]) => name !== personaName(id)));
  return nothing('account removed');
}

async function createKey(call: Call): Promise<LoginAnswer> {
  const { keys } = findEnabled(call);
  if (keys.size >= mostKeys)
    throw new Refusal(403, 'limit_exceeded', `A service account has at most ${mostKeys} keys.`);
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  keys.set(kid, { kid, publicKey, createdAt: call.now, status: 'ENABLED', accessedAt: undefined });
  return json(201, { kid, privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }) }, 'key created');
}

function listKeys(call: Call): LoginAnswer {
  const keys = [...findEnabled(call).keys.values()].map(({ kid, status, createdAt, accessedAt }) => ({
    ...{ kid, status, createdAt: goDate(createdAt) },
    ...(accessedAt === undefined ? {} : { accessedAt: goDate(accessedAt) }),
  }));
  return json(200, { keys }, `${keys.length} keys`);
}

function changeKey(call: Call): LoginAnswer {
  const key = findKey(call);
  key.status = newStatus(call, key.status);
  return nothing(`key ${key.status}`);
}

function removeKey(call: Call): LoginAnswer {
  findEnabled(call).keys.delete(findKey(call).kid);
  return nothing('key removed');
}

function newStatus(call: Call, current: Status): Status {
  const { status } = readBody(call);
  if (status !== 'ENABLED' && status !== 'DISABLED') throw invalid("The 'status' must be ENABLED or DISABLED.");
  if (status === current) throw invalid(`The status is already ${status}.`);
  return status;
}

function find({ accounts, id, clientId }: Call): ServiceAccount {
  const account = accounts.get(id);
  if (account?.clientId === clientId) return account;
  throw new Refusal(404, 'not_found', 'The service account does not exist.');
}

function findEnabled(call: Call): ServiceAccount {
  const account = find(call);
  if (account.status === 'ENABLED') return account;
  throw invalid('The service account is not enabled.');
}

function findKey(call: Call): AccountKey {
  const key = findEnabled(call).keys.get(call.kid);
  if (key !== undefined) return key;
  throw new Refusal(404, 'not_found', 'The key does not exist.');
}

function readBody({ body }: Call): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    if (isObject(value)) return value;
  } catch {
    // Answered below, as for JSON that is no object.
  }
  throw invalid('The body must be a JSON object.');
}

function invalid(detail: string): Refusal {
  return new Refusal(400, 'invalid_request', detail);
}

function nothing(outcome: string): LoginAnswer {
  return { status: 204, headers: { 'cache-control': 'no-store' }, body: '', outcome };
}

const year = 365 * 86_400_000;

function details({ id, email, clientId, status, createdAt, accessedAt }: ServiceAccount): object {
  return {
    ...{ serviceAccountId: id, email, createdBy: clientId, status, createdAt: goDate(createdAt) },
    ...(accessedAt === undefined ? {} : { accessedAt: goDate(accessedAt) }),
    expiresAt: goDate(createdAt + year),
  };
}

/** As Go prints a moment: `2025-03-26 04:58:26 +0000 UTC`. */
function goDate(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;
}
