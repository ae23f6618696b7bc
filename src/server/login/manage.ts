// The management calls of service accounts: the document says methods, scopes, limits and bodies of each. Over 250 lines: one call each.
// @see https://aps.autodesk.com/en/docs/ssa/v1/reference/http/

import { isoOf } from '../../base/clock.ts';
import { isObject, type JsonObject } from '../../base/json.ts';
import { decodeJwt } from '../../base/jwt.ts';
import type { Operation } from '../../contract/openapi/document.ts';
import { builtinDocument } from '../../contract/openapi/load.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import { loadRules } from '../../contract/responses/load-rules.ts';
import type { ResponseRules } from '../../contract/responses/response-context.ts';
import type { Session } from '../sessions/session.ts';
import type { Problem } from './entries-file.ts';
import { accountsOf, type LoginContext } from './login-context.ts';
import { json, type LoginAnswer, type LoginRequest } from './login-request.ts';
import {
  type AccountKey,
  longestIdle,
  mostAccounts,
  mostKeys,
  type NewAccount,
  type ServiceAccount,
  type ServiceAccounts,
  type Status,
} from './service-accounts.ts';

export function authenticationRules(): Promise<ResponseRules> {
  return loadRules(builtinDocument('authentication'));
}

export const newAccountSchema = '/components/schemas/NewServiceAccount';

export async function managementCalls(path: string): Promise<readonly Operation[]> {
  const { document } = await authenticationRules();
  return document.operations.filter(operation => isManagement(operation) && idsIn(operation.path, path) !== undefined);
}

function isManagement({ operationId }: Operation): boolean {
  return Object.hasOwn(handlers, operationId);
}

/** What stands in place of `{serviceAccountId}` and `{kid}`; undefined for another path. */
function idsIn(template: string, path: string): readonly string[] | undefined {
  const [wanted, given] = [template.split('/'), path.split('/')];
  const fits = wanted.length === given.length && wanted.every((part, at) => part.startsWith('{') || part === given[at]);
  return fits ? given.filter((_part, at) => wanted[at]?.startsWith('{')) : undefined;
}

/** An error of a management call: `{ "title", "detail" }`. */
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

export async function manage(context: LoginContext, request: LoginRequest): Promise<LoginAnswer> {
  try {
    return await managed(context, request);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return json(error.status, { title: error.title, detail: error.message }, `${error.title}: ${error.message}`);
  }
}

async function managed(context: LoginContext, request: LoginRequest): Promise<LoginAnswer> {
  const { session, method, path } = request;
  const operation = (await managementCalls(path)).find(call => call.method === method) as Operation;
  const { clientId, scopes } = requireApplication(context, request);
  const limited = limit(session, `${operation.operationId} ${clientId}`, operation.rateLimit?.limit ?? 0);
  if ('answer' in limited) return { ...limited.answer, clientId };
  const missing = operation.scopes.find(scope => !hasScope(scopes, scope));
  if (missing !== undefined) throw new Refusal(403, 'forbidden', `The access token lacks the scope '${missing}'.`);
  const [id = '', kid = ''] = idsIn(operation.path, path) ?? [];
  const body = await readBody(operation, request);
  const now = session.clock.now();
  const handle = handlers[operation.operationId] as Handle;
  const answer = await handle({ clientId, accounts: accountsOf(context, session), now, body, id, kid });
  return { ...answer, headers: { ...answer.headers, ...limited.headers }, clientId };
}

/** The management API accepts two-legged tokens only. */
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

/** Counts a call against a limit per minute; `--rate-limit 0` lifts it with the other. */
export function limit(
  { limiter, clock, settings }: Session,
  key: string,
  most: number,
): { readonly headers: Record<string, string> } | { readonly answer: LoginAnswer } {
  if (settings.rateLimit === 0) return { headers: {} };
  const now = clock.now();
  const { count, endsAt } = limiter.count(`service accounts ${key}`, 60, now);
  const said = { 'ratelimit-value': String(most), 'ratelimit-remaining': String(Math.max(0, most - count)) };
  if (count <= most) return { headers: settings.rateLimitHeaders === 'off' ? {} : said };
  const retryAfter = { 'retry-after': String(Math.max(1, Math.ceil((endsAt - now) / 1000))) };
  return { answer: json(429, { developerMessage: 'Quota limit exceeded.' }, 'quota-exceeded', retryAfter) };
}

async function readBody({ requestBody }: Operation, { body }: LoginRequest): Promise<JsonObject> {
  const media = requestBody?.content.get('application/json');
  if (media === undefined) return {};
  const value = parse(body);
  if (!isObject(value)) throw invalid('The body must be a JSON object.');
  const [wrong] = (await memberCheck(media.schemaPointer))(value);
  if (wrong !== undefined) throw invalid(wrong.text);
  return value;
}

/** What is wrong with members of an object, in the words that its schema has for each of them (`x-detail`). */
export async function memberCheck(schemaPointer: string): Promise<(value: JsonObject) => readonly Problem[]> {
  const { document, validators } = await authenticationRules();
  const at = joinPointer(schemaPointer, 'properties');
  const properties = Object.entries(document.at(at) as Readonly<Record<string, JsonObject>>);
  return value =>
    properties
      .filter(([name]) => !validators.get(joinPointer(at, name)).isValid(value[name]))
      .map(([name, { 'x-detail': detail }]) => ({ at: `/${name}`, text: String(detail) }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Call {
  readonly clientId: string;
  readonly accounts: ServiceAccounts;
  readonly now: number;
  readonly body: JsonObject;
  /** Ids in the path: of the account, of the key. */
  readonly id: string;
  readonly kid: string;
}

type Handle = (call: Call) => LoginAnswer | Promise<LoginAnswer>;

/** The calls by `operationId` of the document. */
const handlers: Readonly<Record<string, Handle>> = {
  createServiceAccount({ accounts, clientId, body }) {
    const account = { ...(body as unknown as Omit<NewAccount, 'clientId'>), clientId };
    const own = accounts.of(clientId);
    if (own.some(({ name }) => name === account.name)) throw invalid("The 'name' already exists.");
    if (own.length >= mostAccounts)
      throw new Refusal(403, 'limit_exceeded', `An application has at most ${mostAccounts} service accounts.`);
    const { id, email } = accounts.add(account);
    return json(201, { serviceAccountId: id, email }, 'account created');
  },
  listServiceAccounts({ accounts, clientId }) {
    const own = accounts.of(clientId);
    return json(200, { serviceAccounts: own.map(details) }, `${own.length} accounts`);
  },
  getServiceAccount: call => json(200, details(find(call)), 'account'),
  updateServiceAccount(call) {
    const account = find(call);
    changeStatus(account, call);
    account.idleSince = call.now;
    return json(200, details(account), `account ${account.status}`);
  },
  deleteServiceAccount(call) {
    call.accounts.delete(find(call));
    return nothing('account removed');
  },
  async createKey(call) {
    const account = findEnabled(call);
    if (account.keys.size >= mostKeys)
      throw new Refusal(403, 'limit_exceeded', `A service account has at most ${mostKeys} keys.`);
    const { kid, privateKey } = await call.accounts.addKey(account, false);
    return json(201, { kid, privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }) }, 'key created');
  },
  listKeys(call) {
    const keys = [...findEnabled(call).keys.values()].map(({ kid, ...key }) => ({ kid, ...datesOf(key) }));
    return json(200, { keys }, `${keys.length} keys`);
  },
  updateKey(call) {
    const key = findKey(call);
    changeStatus(key, call);
    return nothing(`key ${key.status}`);
  },
  deleteKey(call) {
    findEnabled(call).keys.delete(findKey(call).kid);
    return nothing('key removed');
  },
};

function changeStatus(changed: { status: Status }, { body }: Call): void {
  const status = body['status'] as Status;
  if (status === changed.status) throw invalid(`The status is already ${status}.`);
  changed.status = status;
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

function invalid(detail: string): Refusal {
  return new Refusal(400, 'invalid_request', detail);
}

function nothing(outcome: string): LoginAnswer {
  return { status: 204, headers: { 'cache-control': 'no-store' }, body: '', outcome };
}

function details(account: ServiceAccount): object {
  const { id, email, clientId, idleSince } = account;
  const expiresAt = goDate(idleSince + longestIdle);
  return { serviceAccountId: id, email, createdBy: clientId, ...datesOf(account), expiresAt };
}

function datesOf({ status, createdAt, accessedAt }: Pick<AccountKey, 'status' | 'createdAt' | 'accessedAt'>): object {
  const last = accessedAt === undefined ? {} : { accessedAt: goDate(accessedAt) };
  return { status, createdAt: goDate(createdAt), ...last };
}

/** In Go's format: `2025-03-26 04:58:26 +0000 UTC`. */
function goDate(milliseconds: number): string {
  return `${isoOf(milliseconds).slice(0, -1).replace('T', ' ')} +0000 UTC`;
}
