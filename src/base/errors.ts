// Every error that a user can meet outside the API's own error bodies: its stable code, its HTTP status on the admin
// API and the mock's own answers (problem+json, RFC 9457), and its exit code on the command line.

/**
 * Every code, with what it means: a title that is true of every error with this code, the status when it is answered
 * over HTTP, and the exit code when it ends a command (1 a bug in aps-userinfo, 2 the caller can fix it, 3 nothing was
 * checked, 4 the target is unreachable). README's table of errors
 * is kept in step with it by a test.
 */
export const errorCatalog = {
  ERR_CONFIG_INVALID: { title: 'An option is unknown or has an invalid value.', status: 400, exitCode: 2 },
  ERR_CONFIG_UNREADABLE: { title: 'The config file cannot be read or parsed.', status: 400, exitCode: 2 },
  ERR_CLI_USAGE: { title: 'The command line is invalid.', status: 400, exitCode: 2 },
  ERR_DOCUMENT_UNREADABLE: {
    title: 'The OpenAPI document, or a file it refers to, cannot be read.',
    status: 400,
    exitCode: 2,
  },
  ERR_DOCUMENT_UNPARSABLE: { title: 'The OpenAPI document is not YAML or JSON.', status: 400, exitCode: 2 },
  ERR_DOCUMENT_INVALID: { title: 'The document does not satisfy the OpenAPI specification.', status: 400, exitCode: 2 },
  ERR_DOCUMENT_REF_UNRESOLVABLE: { title: 'A $ref of the document has no target.', status: 400, exitCode: 2 },
  ERR_DOCUMENT_EXAMPLE_INVALID: {
    title: 'An example of the document contradicts its own schema.',
    status: 400,
    exitCode: 2,
  },
  ERR_DOCUMENT_UNSUPPORTED: {
    title: 'The document has no operation that the mock can serve.',
    status: 400,
    exitCode: 2,
  },
  ERR_PROFILE_UNGENERATABLE: {
    title: 'No valid value can be generated for a schema of the document.',
    status: 400,
    exitCode: 2,
  },
  ERR_PROFILE_LOCALE_UNKNOWN: { title: 'There is no such faker locale.', status: 400, exitCode: 2 },
  ERR_PERSONA_UNREADABLE: { title: 'A persona file cannot be read or parsed.', status: 400, exitCode: 2 },
  ERR_PERSONA_INVALID: { title: 'A persona has claims that the document does not allow.', status: 400, exitCode: 2 },
  ERR_PERSONA_UNKNOWN: { title: 'There is no persona of this name.', status: 404, exitCode: 2 },
  ERR_SCENARIO_UNREADABLE: { title: 'A scenario file cannot be read or parsed.', status: 400, exitCode: 2 },
  ERR_SCENARIO_INVALID: { title: 'A scenario is invalid.', status: 400, exitCode: 2 },
  ERR_SCENARIO_UNKNOWN: {
    title: 'There is no status, example, variant or scenario of this name.',
    status: 404,
    exitCode: 2,
  },
  ERR_PREFER_UNREADABLE: { title: 'A Prefer header or query override is invalid.', status: 422, exitCode: 2 },
  ERR_PREFER_UNDOCUMENTED: {
    title: 'The preferred status or example is not in the document.',
    status: 404,
    exitCode: 2,
  },
  ERR_REQUEST_INVALID: { title: 'The request cannot be read.', status: 400, exitCode: 2 },
  ERR_REQUEST_TOO_LARGE: { title: 'The body of the request is larger than 1 MiB.', status: 413, exitCode: 2 },
  ERR_ROUTE_UNKNOWN: { title: 'Nothing is served at this path.', status: 404, exitCode: 2 },
  ERR_OPERATION_NOT_SERVED: {
    title: 'The document describes this operation, but the mock does not serve it.',
    status: 501,
    exitCode: 2,
  },
  ERR_OPERATION_AMBIGUOUS: {
    title: 'Several operations of the document could read the profile.',
    status: 400,
    exitCode: 2,
  },
  ERR_OPERATION_UNKNOWN: { title: 'The document has no such operation that is served.', status: 400, exitCode: 2 },
  ERR_METHOD_NOT_ALLOWED: { title: 'The path is served, but not with this method.', status: 405, exitCode: 2 },
  ERR_SESSION_INVALID: {
    title: 'The session id has invalid characters or an invalid length.',
    status: 400,
    exitCode: 2,
  },
  ERR_SESSION_UNKNOWN: { title: 'There is no session of this id.', status: 404, exitCode: 2 },
  ERR_JOURNAL_ENTRY_UNKNOWN: { title: 'The request journal has no entry of this id.', status: 404, exitCode: 2 },
  ERR_ADMIN_BODY_INVALID: {
    title: 'The body of the admin request is invalid for this path.',
    status: 400,
    exitCode: 2,
  },
  ERR_ADMIN_BODY_TOO_LARGE: { title: 'The body of the admin request is larger than 1 MiB.', status: 413, exitCode: 2 },
  ERR_ADMIN_MEDIA_TYPE: {
    title: 'The admin API accepts JSON only.',
    status: 415,
    exitCode: 2,
  },
  ERR_ADMIN_UNAUTHORIZED: { title: 'The admin API requires its token.', status: 401, exitCode: 2 },
  ERR_ADMIN_FORBIDDEN: {
    title: 'The admin API rejects web pages of other origins and unknown host names.',
    status: 403,
    exitCode: 2,
  },
  ERR_CLIENTS_UNREADABLE: { title: 'The clients file cannot be read.', status: 400, exitCode: 2 },
  ERR_CLIENTS_INVALID: { title: 'The clients file is invalid.', status: 400, exitCode: 2 },
  ERR_SIGNING_KEYS_UNREADABLE: { title: 'The signing keys file cannot be read.', status: 400, exitCode: 2 },
  ERR_SIGNING_KEYS_INVALID: { title: 'The signing keys file has no key that can sign.', status: 400, exitCode: 2 },
  ERR_PICTURE_FORBIDDEN: {
    title: 'The picture URL has expired or was not issued by this server.',
    status: 403,
    exitCode: 2,
  },
  ERR_RESPONSE_INVALID: {
    title: 'A response does not satisfy the document; the mock did not send it.',
    status: 500,
    exitCode: 1,
  },
  ERR_RESPONSE_UNREADABLE: {
    title: 'Not a response, or its body was already consumed.',
    status: 400,
    exitCode: 2,
  },
  ERR_SERVER_PORT_IN_USE: { title: 'Another program listens on this port.', status: 500, exitCode: 2 },
  ERR_SERVER_ADDRESS_UNAVAILABLE: { title: 'The server cannot listen on this address.', status: 500, exitCode: 2 },
  ERR_READY_FILE_UNWRITABLE: { title: 'The ready file cannot be written.', status: 500, exitCode: 2 },
  ERR_REPORT_UNWRITABLE: { title: 'A report cannot be written.', status: 500, exitCode: 2 },
  ERR_TARGET_NOT_ALLOWED: {
    title: 'Refusing to contact a non-local target without --live.',
    status: 403,
    exitCode: 2,
  },
  ERR_TARGET_UNREACHABLE: { title: 'The target cannot be reached.', status: 502, exitCode: 4 },
  ERR_CREDENTIAL_INVALID: { title: 'A credential cannot be read or sent.', status: 400, exitCode: 2 },
  ERR_HAR_UNREADABLE: { title: 'The HAR file cannot be read or parsed.', status: 400, exitCode: 2 },
  ERR_RECORDING_UNREADABLE: { title: 'A recording cannot be read, parsed or written.', status: 400, exitCode: 2 },
  ERR_COVERAGE_UNREADABLE: { title: 'A coverage file cannot be read, parsed or written.', status: 400, exitCode: 2 },
  ERR_PACT_NOT_INSTALLED: {
    title: 'A package that the pact commands need is not installed.',
    status: 400,
    exitCode: 2,
  },
  ERR_PACT_UNSUPPORTED: { title: 'This use of Pact is not supported.', status: 400, exitCode: 2 },
  ERR_PACT_TRACKING: { title: "Pact's telemetry cannot be turned off from here.", status: 400, exitCode: 2 },
  ERR_PACT_CLAIM_UNKNOWN: { title: 'The document declares no claim of this name.', status: 400, exitCode: 2 },
  ERR_PACT_INTERACTION_UNKNOWN: { title: 'There is no interaction of this name.', status: 400, exitCode: 2 },
  ERR_PACT_STATE_UNKNOWN: { title: 'The mock has no provider state of this name.', status: 404, exitCode: 2 },
  ERR_PACT_STATE_PARAMETER: { title: 'A provider state has invalid parameters.', status: 400, exitCode: 2 },
  ERR_PACT_UNREADABLE: { title: 'Not a readable Pact contract.', status: 400, exitCode: 2 },
  ERR_PACT_BROKER: {
    title: 'The broker settings are incomplete, or the broker does not answer.',
    status: 502,
    exitCode: 2,
  },
  ERR_INTERNAL: { title: 'A bug in aps-userinfo.', status: 500, exitCode: 1 },
} as const;

/** A stable error code: what a program may compare. */
export type ErrorCode = keyof typeof errorCatalog;

/** What an error carries besides its code and message. */
export interface KitErrorOptions {
  /** What to do about it, in one sentence. */
  readonly hint?: string;
  /** Further lines, for errors that list several problems at once. */
  readonly details?: readonly string[];
  /** Evidence for programs: findings, the list of names that do exist, positions. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The error of every failure that a user can cause or fix. `code` is the contract; the message says what happened,
 * with which value.
 */
export class KitError extends Error {
  override readonly name = 'KitError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: KitErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? [];
    this.data = options.data ?? {};
  }

  /** Puts code, details and hint into the message: test runners show nothing else. The fields stay. */
  explain(): this {
    const code = `(${this.code})`;
    if (this.message.includes(code)) return this;
    const head = `${this.message.replace(/\.$/, '')} ${code}`;
    this.message =
      this.details.length === 0
        ? [`${head}.`, ...(this.hint === undefined ? [] : [this.hint])].join(' ')
        : [`${head}:`, ...this.details.map(line => `  ${line}`), ...(this.hint === undefined ? [] : [this.hint])].join(
            '\n',
          );
    // The stack of an error holds the message that it was made with; jest shows the stack.
    this.stack = `${this.name}: ${this.message}${this.stack?.slice(this.stack.indexOf('\n    at ')) ?? ''}`;
    return this;
  }

  /** One sentence that is true of every error with this code. */
  get title(): string {
    return errorCatalog[this.code].title;
  }

  /** Status when the error is answered over HTTP. */
  get status(): number {
    return errorCatalog[this.code].status;
  }

  /** Exit code when the error ends a command. */
  get exitCode(): 1 | 2 | 3 | 4 {
    return errorCatalog[this.code].exitCode;
  }
}

/**
 * Why the file system refused, in plain words: what follows "cannot be read:" or "cannot be written:".
 *
 * @param wanted what is not there where the path leads nowhere; for a file to be written it is the folder
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
  EEXIST: 'a file is in the way',
  ENOSPC: 'the disk is full',
};

/**
 * The error as the members of problem+json; `type` and `code` are the contract.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function toProblem(error: KitError): Readonly<Record<string, unknown>> {
  return {
    type: `urn:aps-userinfo:error:${error.code}`,
    title: error.title,
    status: error.status,
    detail: error.message,
    code: error.code,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.details.length === 0 ? {} : { problems: error.details }),
    ...error.data,
  };
}
