// oidc-provider, asked in process and never seen from outside: it keeps the rules of OAuth (codes, PKCE, rotation,
// families, sessions), while what APS does otherwise is done around it. It believes to be at one fixed address, and to
// know one secret; where a client really reached us, and who it is, is settled before.
// @see https://github.com/panva/node-oidc-provider/blob/main/docs/README.md

import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import type { Provider as ProviderType } from 'oidc-provider';
import type { Log } from '../../base/log.ts';
import { askInProcess } from './ask-in-process.ts';
import type { SigningKey } from './keyring.ts';
import { engineOrigin } from './names.ts';
import { configurationOf } from './provider-configuration.ts';
import { speakAsAps } from './provider-overrides.ts';
import type { RecordListener, Records } from './records.ts';

/** What one question is about. */
export interface Turn {
  readonly records: Records;
  /** Claims of an ID token of this account; undefined where there is no such account any more. */
  readonly claimsOf: (accountId: string) => Readonly<Record<string, unknown>> | undefined;
  /** Makes an ID token of these claims. */
  readonly signIdToken: (claims: Readonly<Record<string, unknown>>) => string;
  /** What the engine turned the question down for; set by the engine. */
  error?: EngineError;
}

/** Why the engine turned a question down; `error_detail` is meant for logs, and is all that tells causes apart. */
export interface EngineError extends Error {
  readonly error_description?: string | undefined;
  readonly error_detail?: string | undefined;
}

/** A question to the engine. */
export interface Question {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly cookie?: string | undefined;
  readonly form?: Readonly<Record<string, string>>;
}

/** What the engine answers. */
export interface EngineAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly cookies: readonly string[];
  readonly body: string;
}

/** Who logs in, in the words of oidc-provider. */
export interface Choice {
  readonly accountId?: string;
  readonly denied?: true;
}

/** What the login page is about. */
export interface OpenInteraction {
  readonly clientId: string;
  readonly scope: string;
  readonly loginHint: string | undefined;
}

/** What the engine asks back. */
export interface EngineOptions {
  readonly key: SigningKey;
  readonly log: Log;
  readonly listener: RecordListener;
}

// The package's own entry warns on the console where it does not know the runtime. The module behind it does not.
const providerModule: string = 'oidc-provider/lib/provider.js';

/** One oidc-provider for all sessions and addresses of a server. */
export interface Engine {
  /** Asks one question. */
  ask(turn: Turn, question: Question): Promise<EngineAnswer>;
  /** The login that waits for a choice; undefined where it has expired or is over. */
  interaction(turn: Turn, uid: string): Promise<OpenInteraction | undefined>;
  /** Settles who logs in. @returns the path that goes on with it; undefined where the login is over */
  settle(turn: Turn, uid: string, choice: Choice): Promise<string | undefined>;
}

/** Loads oidc-provider, which takes a fifth of a second. */
export async function loadEngine(): Promise<(options: EngineOptions) => Engine> {
  const { Provider } = (await import(providerModule)) as typeof import('oidc-provider');
  return options => new ProviderEngine(Provider, options);
}

class ProviderEngine implements Engine {
  readonly #turns = new AsyncLocalStorage<Turn>();
  readonly #provider: ProviderType;
  readonly #handler: ReturnType<ProviderType['callback']>;

  constructor(Provider: typeof ProviderType, options: EngineOptions) {
    const turn = (): Turn => this.#turn();
    this.#provider = new Provider(engineOrigin, configurationOf(options, turn));
    speakAsAps(this.#provider, turn);
    this.#listen(options.log);
    this.#handler = this.#provider.callback();
  }

  ask(turn: Turn, { method, path, cookie, form }: Question): Promise<EngineAnswer> {
    return this.#turns.run(turn, async () => {
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

  interaction(turn: Turn, uid: string): Promise<OpenInteraction | undefined> {
    return this.#turns.run(turn, async () => {
      const found = await this.#provider.Interaction.find(uid);
      if (!found) return undefined;
      const { client_id: clientId, scope, login_hint: loginHint } = found.params as Record<string, string | undefined>;
      return { clientId: clientId ?? '', scope: scope ?? '', loginHint };
    });
  }

  settle(turn: Turn, uid: string, { accountId, denied }: Choice): Promise<string | undefined> {
    return this.#turns.run(turn, async () => {
      const found = await this.#provider.Interaction.find(uid);
      if (!found) return undefined;
      found.result = denied
        ? { error: 'access_denied', error_description: 'The user denied the request.' }
        : { login: { accountId: accountId ?? '', remember: true } };
      // Somebody else logs in: oidc-provider would ask them to log the other one out first, on a page with a script.
      if (!denied && found.session !== undefined && found.session.accountId !== accountId) {
        turn.records.delete('Session', found.session.cookie);
        Reflect.deleteProperty(found, 'session');
      }
      await found.persist();
      return found.returnTo.slice(engineOrigin.length);
    });
  }

  #turn(): Turn {
    const turn = this.#turns.getStore();
    if (turn === undefined) throw new Error('oidc-provider was asked outside of a turn');
    return turn;
  }

  /** With nobody listening, Koa would write to the console. */
  #listen(log: Log): void {
    const note = (_ctx: unknown, error: EngineError): void => {
      this.#turn().error = error;
    };
    this.#provider.on('authorization.error', note);
    this.#provider.on('grant.error', note);
    this.#provider.on('introspection.error', note);
    this.#provider.on('revocation.error', note);
    const report = (error: Error): void => log.error('a login failed inside aps-userinfo', { stack: error.stack });
    this.#provider.on('server_error', (_ctx, error) => report(error));
    // Koa's own, which the types leave out.
    (this.#provider as EventEmitter).on('error', report);
  }
}
