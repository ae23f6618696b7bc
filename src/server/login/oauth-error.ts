// Errors of the login, in the format of Autodesk's pages: `{ "error", "error_description" }`.
// @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2

export type OAuthCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_credentials'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unsupported_response_type'
  | 'access_denied'
  | 'login_required'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'server_error';

export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly status: number;
  readonly code: OAuthCode;
  /** What to do; on the page, not in the JSON for programs. */
  readonly hint: string | undefined;

  constructor(status: number, code: OAuthCode, description: string, hint?: string) {
    super(description);
    this.status = status;
    this.code = code;
    this.hint = hint;
  }
}

export function missing(parameter: string): OAuthError {
  return new OAuthError(400, 'invalid_request', `The request is missing a required parameter '${parameter}'.`);
}

export function invalidGrant(description: string): OAuthError {
  return new OAuthError(400, 'invalid_grant', description);
}

/** 400 for scopes that are unknown to APS, or not granted. */
export function invalidScope(hint?: string): OAuthError {
  return new OAuthError(
    400,
    'invalid_scope',
    'The requested scope is invalid, unknown, malformed or exceeds the scope granted by the resource owner.',
    hint,
  );
}

/** 500 for an internal error; the log has details. */
export function serverError(): OAuthError {
  return new OAuthError(500, 'server_error', 'Generic internal server error.');
}
