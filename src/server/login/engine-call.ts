// What the login and its engine tell each other about one call. It names no type of oidc-provider, so that the
// package's declarations do not need that package's types.

import type { Log } from '../../base/log.ts';
import type { SigningKey } from './keyring.ts';
import type { RecordListener, Records } from './records.ts';

export interface EngineCall {
  readonly records: Records;
  /** Claims of an ID token of this account; undefined where the account no longer exists. */
  readonly claimsOf: (accountId: string) => Readonly<Record<string, unknown>> | undefined;
  readonly signIdToken: (claims: Readonly<Record<string, unknown>>) => string;
  /** Why the engine rejected the call; set by the engine. */
  error?: EngineError;
}

/** Why the engine rejected a call. `error_detail` is meant for logs, and only it distinguishes the causes. */
export interface EngineError extends Error {
  readonly error_description?: string | undefined;
  readonly error_detail?: string | undefined;
}

export interface EngineOptions {
  readonly key: SigningKey;
  readonly log: Log;
  readonly listener: RecordListener;
}
