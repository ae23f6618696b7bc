// A mock in a test process, as tests see it: its options, sessions and members.

import type { Clock } from '../base/clock.ts';
import type { PersonaName, ScenarioName } from '../base/names.gen.ts';
import type { Options } from '../config/config.ts';
import type { LogInTokens, ServiceAccountAccess } from '../server/login/log-in.ts';
import type { Step } from '../server/scenarios/scenario.ts';
import type { MockServer } from '../server/server.ts';
import type { Journal } from '../server/sessions/journal.ts';
import type { Thresholds, Verdict } from '../server/verdicts/verdict.ts';

export type { LogInTokens as LoginTokens, ServiceAccountAccess } from '../server/login/log-in.ts';

/** All options of the server except `readyFile` and `workers`: `startMock` resolves when the mock of this process listens. */
export type MockOptions = Omit<Options, 'readyFile' | 'workers'>;

/** A scenario by name, or inline: `{ status: 429, headers: { 'Retry-After': '1' } }`. */
export type ScenarioChoice = ScenarioName | Step | { readonly title?: string; readonly steps: readonly Step[] };

export interface LoginOptions {
  /** A persona, or `~` and any word for a stranger. Default `alice`. */
  readonly persona?: PersonaName;
  /** The application. Default `aps-userinfo`, or the first one of `clients`. */
  readonly clientId?: string;
  /** Separated by spaces. Default `openid user-profile:read`, or all scopes of a pinned client. */
  readonly scope?: string;
  /** Returned in the ID token. */
  readonly nonce?: string;
}

/** Which service account, and for what. */
export interface ServiceAccountOptions {
  /** Name of the account: 5 to 100 letters, digits and hyphens. Default `service-account`. */
  readonly name?: string;
  /** The application. Default `aps-userinfo`, or the first one of `clients`. */
  readonly clientId?: string;
  /** First and last name of a new account. Default `Service` and `Account`. */
  readonly firstName?: string;
  readonly lastName?: string;
  /** Scopes of the assertion, separated by spaces. Default `openid user-profile:read`. */
  readonly scope?: string;
}

export interface MockSession {
  /** Base URL without a slash at the end: the client under test calls `${url}/userinfo`. */
  readonly url: string;
  /** Address of the page that shows this session in a browser; undefined unless the option `admin` is on. */
  readonly pageUrl: string | undefined;
  /** Requests and their answers. */
  readonly journal: Journal;
  /** The session's clock: move it to end a rate limit window or to expire a token. */
  readonly clock: Clock;
  /**
   * The token of a persona: `mock.<persona>[~<scope>...][.<scenario>]`; `~` and any word stands for a stranger.
   *
   * @param scope scopes, separated by spaces: `openid profapi:img-profile:read`; default: all
   * @throws ERR_PERSONA_UNKNOWN, ERR_SCENARIO_UNKNOWN naming what exists, or valid names of strangers; ERR_REQUEST_INVALID
   *   for a scope that no mock token can carry
   */
  token(persona?: PersonaName, scenario?: ScenarioName, scope?: string): string;
  /**
   * Logs in as an application would, without a browser, and returns its tokens.
   *
   * @throws ERR_PERSONA_UNKNOWN, ERR_CONFIG_INVALID for an unknown option, ERR_REQUEST_INVALID for a client or scope that the
   *   login rejects
   * @example
   * const { accessToken } = await mock.login({ persona: 'alice', scope: 'data:read' });
   */
  login(options?: LoginOptions): Promise<LogInTokens>;
  /**
   * A service account of an application with a key and a signed assertion, which its token endpoint exchanges for a token.
   * The account and the key are made by the first call; a later one with the same name signs another assertion.
   *
   * @throws ERR_CONFIG_INVALID for unknown options, ERR_REQUEST_INVALID for a name that no account can have, or where
   * service accounts are off
   * @example
   * const { assertion } = await mock.serviceAccount({ clientId: 'my-client-id', scope: 'openid data:read' });
   */
  serviceAccount(options?: ServiceAccountOptions): Promise<ServiceAccountAccess>;
  /** Sets the scenario of every request, until `reset`. @throws ERR_SCENARIO_UNKNOWN, ERR_SCENARIO_INVALID */
  use(scenario: ScenarioChoice): void;
  /** Queues a scenario for the next request; several are used in order. @throws ERR_SCENARIO_UNKNOWN, ERR_SCENARIO_INVALID */
  once(scenario: ScenarioChoice): void;
  /**
   * Judges the client under test by the journal: whether it waited for `Retry-After`, refreshed once, gave up, and so on.
   *
   * @param thresholds what counts as too much, too fast or too late
   * @throws ERR_CONFIG_INVALID for an unknown threshold, and for one that is not a non-negative number
   */
  verdicts(thresholds?: Partial<Thresholds>): readonly Verdict[];
  /** Resets scenarios, limits, journal, logins, personas, settings and clock. */
  reset(): void;
}

/** A running mock; its own members belong to the default session. */
export interface Mock extends MockSession {
  readonly port: number;
  /** Certificate of the local CA, as PEM, with the option `tls`: what a client must trust. */
  readonly ca: string | undefined;
  /** Base URLs that no client should trust, by fault, with the option `tlsFaultPort` (0 for free ports). */
  readonly tlsFaults: MockServer['tlsFaults'];
  /** An isolated session on the same server, for parallel tests; its `url` leads to it. */
  session(id: string): MockSession;
  /**
   * Stops the server and frees the port. Safe to call twice.
   *
   * @throws ERR_RUN_UNEXPECTED with `onUnexpected: 'error'`, for unused `once` scenarios and requests that nothing serves
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
