// Every error for users outside the API's own error bodies. errors.json is the catalogue: stable code, HTTP status of
// problem+json (RFC 9457), exit code of the command line; `npm run fix` generates the type of its codes.

import type { ErrorCode } from './codes.gen.ts';
import catalog from './errors.json' with { type: 'json' };

export type { ErrorCode } from './codes.gen.ts';

/** Common properties of all errors with a code. */
export interface ErrorKind {
  readonly title: string;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Exit code of the command: 1 a bug in aps-userinfo, 2 the caller can fix it, 4 no target. */
  readonly exitCode: 1 | 2 | 3 | 4;
  /** How to fix it. */
  readonly remedy: string;
}

export const errorCatalog: Readonly<Record<ErrorCode, ErrorKind>> = catalog as Record<ErrorCode, ErrorKind>;

export interface KitErrorOptions {
  /** What to do about it, in one sentence. */
  readonly hint?: string;
  /** Further lines, for several problems at once. */
  readonly details?: readonly string[];
  /** Evidence for programs: findings, known names, positions. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * An error that a user can cause or fix. `code` is stable; the message says what happened, with the value.
 */
export class KitError extends Error {
  override readonly name = 'KitError';
  readonly code: ErrorCode;
  /** What happened; `message` may carry code, details and hint as well. */
  readonly summary: string;
  readonly hint: string | undefined;
  readonly details: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: KitErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.summary = message;
    this.hint = options.hint;
    this.details = options.details ?? [];
    this.data = options.data ?? {};
  }

  /** Errors of another copy of the package count: under jsdom the mock runs in a context of its own. */
  static override [Symbol.hasInstance](value: unknown): value is KitError {
    return typeof value === 'object' && value !== null && Reflect.get(value, 'name') === 'KitError' && 'code' in value;
  }

  /** Summary, code, details and hint, as the command line prints them. */
  get text(): string {
    const first = `${withoutPeriod(this.summary)} (${this.code})`;
    if (this.details.length === 0) return this.hint === undefined ? first : `${first}. ${this.hint}`;
    const details = this.details.map(line => `  ${line.replaceAll('\n', '\n  ')}`);
    return [`${first}:`, ...details, ...(this.hint === undefined ? [] : [this.hint])].join('\n');
  }

  get title(): string {
    return errorCatalog[this.code].title;
  }

  get status(): number {
    return errorCatalog[this.code].status;
  }

  get exitCode(): 1 | 2 | 3 | 4 {
    return errorCatalog[this.code].exitCode;
  }
}

/** Runs with errors whose message is their whole text: test runners show nothing else. */
export function explaining<Result>(run: () => Result): Result {
  try {
    const result = run();
    return result instanceof Promise ? (result.catch(explain) as Result) : result;
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): never {
  if (error instanceof KitError) {
    error.message = error.text;
    // The stack contains the original message; jest shows the stack.
    error.stack = `${error.name}: ${error.message}${error.stack?.slice(error.stack.indexOf('\n    at ')) ?? ''}`;
  }
  throw error;
}

export function withoutPeriod(message: string): string {
  return message.replace(/\.$/, '');
}

/**
 * Reason of a file system error in words, for "cannot be read:" or "cannot be written:".
 *
 * @param wanted what is missing for a path that does not exist; for a file to write, its folder
 */
export function whyRefused(error: unknown, wanted: 'file' | 'folder' | 'file or folder' = 'file'): string {
  const { code = '', message } = error as { readonly code?: string; readonly message: string };
  return code === 'ENOENT' ? `there is no such ${wanted}` : (refusals[code] ?? message);
}

const refusals: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file already exists there',
  ENOSPC: 'the disk is full',
};

/**
 * The members of problem+json; `type` and `code` are stable.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function toProblem(error: KitError): Readonly<Record<string, unknown>> {
  return {
    type: `urn:aps-userinfo:error:${error.code}`,
    title: error.title,
    status: error.status,
    detail: error.summary,
    code: error.code,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.details.length === 0 ? {} : { problems: error.details }),
    ...error.data,
  };
}
