// The setup of provider states: in a session of the mock, or at the user's own handler.

import { type ErrorCode, errorCatalog, KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import type { Header } from '../contract/responses/exchange.ts';
import type { GivenState } from '../server/scenarios/provider-states.ts';
import { type Answer, sendRequest } from '../verify/http-client.ts';
import { NoAnswer, unreachable } from '../verify/no-answer.ts';
import type { Target } from '../verify/target.ts';
import type { StateAction } from './relay.ts';

/** Sets up states. */
export interface TargetStates {
  /** Prefix of paths, so that requests see the states. */
  readonly prefix: string;
  change(state: GivenState, action: StateAction): Promise<void>;
  end(): Promise<void>;
}

export interface StatesOptions {
  readonly target: Target;
  /** The user's handler, in Pact's protocol of provider states. */
  readonly handler: Target | undefined;
  readonly adminToken: string | undefined;
  readonly timeoutMs: number;
}

/** Queries the target, which also tests that it is reachable; undefined without states. @throws ERR_TARGET_UNREACHABLE */
export async function findStates(options: StatesOptions): Promise<TargetStates | undefined> {
  const { target, handler, adminToken } = options;
  const isMock = await hasStates(options);
  if (handler !== undefined)
    return { prefix: '', change: changer(handler, '', undefined, options), end: async () => {} };
  if (!isMock || !target.isLoopback) return undefined;
  const prefix = `/sessions/pact-${process.pid}`;
  return {
    prefix,
    change: changer(target, `${prefix}${statesPath}`, adminToken, options),
    end: async () => {
      await send(options, target, 'DELETE', `/__admin${prefix}`, adminToken).catch(() => undefined);
    },
  };
}

const statesPath = '/__admin/pact/states';

/** A non-local service gets a request to its root only. */
async function hasStates(options: StatesOptions): Promise<boolean> {
  const { target, adminToken } = options;
  try {
    if (!target.isLoopback) {
      await send(options, target, 'HEAD', '/', undefined);
      return false;
    }
    const { response } = await send(options, target, 'GET', statesPath, adminToken);
    const answer = jsonOf(response.body);
    if (answer['code'] === 'ERR_ADMIN_UNAUTHORIZED') throw adminTokenMissing();
    return response.status === 200 && Array.isArray(answer['states']);
  } catch (error) {
    throw error instanceof NoAnswer ? unreachable(target.url, error) : error;
  }
}

/** Unanswered requests in a row after which the handler gets no more: each takes the whole timeout. */
const longestSilence = 3;

function changer(
  handler: Target,
  path: string,
  adminToken: string | undefined,
  options: StatesOptions,
): TargetStates['change'] {
  let silence = 0;
  return async ({ name, params }, action) => {
    if (silence >= longestSilence) throw fallenSilent(handler);
    silence += 1;
    const { response } = await post(options, handler, path, adminToken, { state: name, params, action });
    silence = 0;
    if (response.status >= 200 && response.status < 300) return;
    throw problemOf(name, response.status, jsonOf(response.body));
  };
}

async function post(
  options: StatesOptions,
  handler: Target,
  path: string,
  adminToken: string | undefined,
  body: object,
): Promise<Answer> {
  try {
    return await send(options, handler, 'POST', path, adminToken, Buffer.from(JSON.stringify(body)));
  } catch (error) {
    throw error instanceof NoAnswer ? unreachable(handler.url, error) : error;
  }
}

function send(
  { timeoutMs }: StatesOptions,
  target: Target,
  method: string,
  path: string,
  adminToken: string | undefined,
  body?: Uint8Array,
): Promise<Answer> {
  const headers: readonly Header[] = [
    ...(body === undefined ? [] : [['Content-Type', 'application/json'] as const]),
    ...(adminToken === undefined ? [] : [['Authorization', `Bearer ${adminToken}`] as const]),
    ['Connection', 'close'],
  ];
  const sending = { target, method, path: `${target.basePath}${path}`, headers, timeoutMs };
  return sendRequest({ ...sending, ...(body !== undefined && { body }) });
}

function jsonOf(body: Uint8Array | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(body ?? []).toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** The mock's error is problem+json (RFC 9457); of another handler only the status is reported. */
function problemOf(name: string, status: number, problem: Readonly<Record<string, unknown>>): KitError {
  const { code, detail, hint, problems } = problem;
  if (typeof code !== 'string' || !Object.hasOwn(errorCatalog, code)) {
    return new KitError('ERR_PACT_STATE_UNKNOWN', `The provider state "${name}" could not be set up (${status})`);
  }
  return new KitError(code as ErrorCode, String(detail ?? ''), {
    ...(typeof hint === 'string' && { hint }),
    details: Array.isArray(problems) ? problems.map(String) : [],
  });
}

function fallenSilent({ url }: Target): KitError {
  const message = `${url} did not answer ${longestSilence} provider states in a row, and gets no more requests.`;
  return new KitError('ERR_TARGET_UNREACHABLE', message, { hint: 'Check the log of the state handler.' });
}

function adminTokenMissing(): KitError {
  return new KitError('ERR_ADMIN_UNAUTHORIZED', 'The admin API of the mock requires its token.', {
    hint: 'Set APS_USERINFO_ADMIN_TOKEN to the token of the mock (--admin-token).',
  });
}
