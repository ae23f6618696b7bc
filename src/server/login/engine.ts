// oidc-provider, called in process: it implements the rules of OAuth (codes, PKCE, rotation, families, sessions); the
// login adds the differences of APS. It assumes one fixed origin and one secret; the real base URL and client are
// resolved before.
// @see https://github.com/panva/node-oidc-provider/blob/main/docs/README.md

/// <reference path="./oidc-provider.d.ts" />

import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Provider as ProviderType } from 'oidc-provider';
import type { Log } from '../../base/log.ts';
import type { EngineCall, EngineError, EngineOptions } from './engine-call.ts';
import { engineOrigin } from './names.ts';
import { configurationOf, overrideModels } from './provider.ts';

export interface Question {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly cookie?: string | undefined;
  readonly form?: Readonly<Record<string, string>>;
}

export interface EngineAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly cookies: readonly string[];
  readonly body: string;
}

export interface Choice {
  readonly accountId?: string;
  readonly denied?: true;
}

export interface OpenInteraction {
  readonly clientId: string;
  readonly scope: string;
  readonly loginHint: string | undefined;
}

/** One oidc-provider for all sessions and addresses of a server. */
export interface Engine {
  ask(call: EngineCall, question: Question): Promise<EngineAnswer>;
  /** The pending login; undefined if it is expired or complete. */
  interaction(call: EngineCall, uid: string): Promise<OpenInteraction | undefined>;
  /** Sets who logs in. @returns the path that continues; undefined if the login is complete */
  settle(call: EngineCall, uid: string, choice: Choice): Promise<string | undefined>;
}

/** Loading oidc-provider takes a fifth of a second. */
export async function loadEngine(): Promise<(options: EngineOptions) => Engine> {
  const { Provider } = await import('oidc-provider/lib/provider.js');
  return options => new ProviderEngine(Provider, options);
}

class ProviderEngine implements Engine {
  readonly #calls = new AsyncLocalStorage<EngineCall>();
  readonly #provider: ProviderType;
  readonly #handler: ReturnType<ProviderType['callback']>;

  constructor(Provider: typeof ProviderType, options: EngineOptions) {
    const call = (): EngineCall => this.#call();
    this.#provider = new Provider(engineOrigin, configurationOf(options, call));
    overrideModels(this.#provider, call);
    this.#listen(options.log);
    this.#handler = this.#provider.callback();
  }

  ask(call: EngineCall, { method, path, cookie, form }: Question): Promise<EngineAnswer> {
    return this.#calls.run(call, async () => {
      const { status, headers, body } = await askInProcess(this.#handler, {
        method,
        url: path,
        headers: {
          host: new URL(engineOrigin).host,
          accept: 'application/json',
          ...(cookie === undefined ? {} : { cookie }),
          ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        body: new URLSearchParams(form).toString(),
      });
      return {
        status,
        location: headers['location']?.toString(),
        cookies: [headers['set-cookie'] ?? []].flat().map(String),
        body,
      };
    });
  }

  interaction(call: EngineCall, uid: string): Promise<OpenInteraction | undefined> {
    return this.#calls.run(call, async () => {
      const found = await this.#provider.Interaction.find(uid);
      if (!found) return undefined;
      const { client_id: clientId, scope, login_hint: loginHint } = found.params as Record<string, string | undefined>;
      return { clientId: clientId ?? '', scope: scope ?? '', loginHint };
    });
  }

  settle(call: EngineCall, uid: string, { accountId, denied }: Choice): Promise<string | undefined> {
    return this.#calls.run(call, async () => {
      const found = await this.#provider.Interaction.find(uid);
      if (!found) return undefined;
      found.result = denied
        ? { error: 'access_denied', error_description: 'The user denied the request.' }
        : { login: { accountId: accountId ?? '', remember: true } };
      // With another account, oidc-provider would ask to log out first, on a page with a script.
      if (!denied && found.session !== undefined && found.session.accountId !== accountId) {
        call.records.delete('Session', found.session.cookie);
        Reflect.deleteProperty(found, 'session');
      }
      await found.persist();
      return found.returnTo.slice(engineOrigin.length);
    });
  }

  #call(): EngineCall {
    const call = this.#calls.getStore();
    if (call === undefined) throw new Error('oidc-provider runs outside of a call');
    return call;
  }

  /** Without a listener, Koa writes to the console. */
  #listen(log: Log): void {
    const note = (_ctx: unknown, error: EngineError): void => {
      this.#call().error = error;
    };
    this.#provider.on('authorization.error', note);
    this.#provider.on('grant.error', note);
    this.#provider.on('introspection.error', note);
    this.#provider.on('revocation.error', note);
    const report = (error: Error): void => log.error('a login failed inside aps-userinfo', { stack: error.stack });
    this.#provider.on('server_error', (_ctx, error) => report(error));
    // Koa's own; the types omit it.
    (this.#provider as EventEmitter).on('error', report);
  }
}

// As an ES module node:http evaluates all its exports, undici too.
const http = process.getBuiltinModule('node:http');

export interface HandmadeRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface KeptAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

/** @param handler ends each answer at once, with all of its body */
function askInProcess(
  handler: (request: IncomingMessage, response: ServerResponse) => unknown,
  { method, url, headers, body }: HandmadeRequest,
): Promise<KeptAnswer> {
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const request: IncomingMessage = new http.IncomingMessage(new Socket());
  Object.assign(request, { method, url, headers: { ...headers, ...length } });
  request.push(body);
  request.push(null);
  const response = new http.ServerResponse(request);
  return new Promise(resolve => {
    response.end = (chunk?: unknown): ServerResponse => {
      const text = Buffer.isBuffer(chunk) ? chunk.toString('utf8') : String(chunk ?? '');
      resolve({ status: response.statusCode, headers: response.getHeaders(), body: text });
      return response;
    };
    handler(request, response);
  });
}
