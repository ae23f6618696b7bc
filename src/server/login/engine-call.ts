// The interface between login and engine. It names no type of oidc-provider, so that the package's declarations do not
// need them.

import type { Log } from '../../base/log.ts';
import type { SigningKey } from './keyring.ts';
import type { RecordListener, Records } from './records.ts';

export interface EngineCall {
  readonly records: Records;
  /** Claims of an ID token of this account; undefined if the account no longer exists. */
  readonly claimsOf: (accountId: string) => Readonly<Record<string, unknown>> | undefined;
  readonly signIdToken: (claims: Readonly<Record<string, unknown>>) => string;
  /** Why the engine rejected the call; set by the engine. */
  error?: EngineError;
}

/** Why the engine rejected a call. Only `error_detail`, meant for logs, distinguishes the causes. */
export interface EngineError extends Error {
  readonly error_description?: string | undefined;
  readonly error_detail?: string | undefined;
}

export interface EngineOptions {
  readonly key: SigningKey;
  readonly log: Log;
  readonly listener: RecordListener;
}
