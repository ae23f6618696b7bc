// Delivery of the authorize endpoint's answer to the application.
// @see https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#ResponseModes and
// https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html

import { hash } from 'node:crypto';
import { html } from '../page/page.ts';
import type { Parameters } from './login-request.ts';

export const responseModes = ['query', 'fragment', 'form_post'] as const;

export type ResponseMode = (typeof responseModes)[number];

export interface Way {
  readonly responseType: string;
  readonly responseMode: ResponseMode;
}

/** Response types, their parts in alphabetical order, and their modes, the default first. */
const ways: Readonly<Record<string, readonly ResponseMode[]>> = {
  code: ['query', 'fragment', 'form_post'],
  id_token: ['form_post'],
  'code id_token': ['fragment', 'form_post'],
};

export function readWay(parameters: Parameters): Way | keyof typeof wrongWays {
  // OpenID Connect Core 6.1: unsupported parameters are rejected, not ignored.
  for (const name of ['request', 'request_uri'] as const)
    if (parameters.get(name) !== undefined) return `${name}_not_supported`;
  const responseType = (parameters.get('response_type') ?? '').split(' ').sort().join(' ');
  const modes = Object.hasOwn(ways, responseType) ? ways[responseType] : undefined;
  if (modes === undefined) return 'unsupported_response_type';
  const asked = parameters.get('response_mode');
  const responseMode = asked === undefined ? modes[0] : modes.find(mode => mode === asked);
  return responseMode === undefined ? 'invalid_request' : { responseType, responseMode };
}

/** Descriptions by error code. */
export const wrongWays: Readonly<
  Record<
    'unsupported_response_type' | 'invalid_request' | 'request_not_supported' | 'request_uri_not_supported',
    string
  >
> = {
  unsupported_response_type: "The 'response_type' is missing or not supported.",
  invalid_request: "The 'response_mode' is not supported for this 'response_type'.",
  request_not_supported: "The 'request' parameter is not supported.",
  request_uri_not_supported: "The 'request_uri' parameter is not supported.",
};

/** The part of oidc-provider's context that is written to. */
export interface ModeContext {
  status: number;
  type: string;
  body: unknown;
  set(name: string, value: string): void;
}

/** Without `iss` (RFC 9207), as APS. */
export function answerIn(
  mode: ResponseMode,
  ctx: ModeContext,
  redirectUri: string,
  { iss: _iss, ...parameters }: Readonly<Record<string, unknown>>,
): void {
  const entries = Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]);
  if (mode === 'form_post') {
    ctx.status = 200;
    ctx.type = 'text/html; charset=utf-8';
    ctx.body = formPost(redirectUri, entries);
    return;
  }
  ctx.status = 302;
  ctx.set('location', withParameters(redirectUri, entries, mode));
  ctx.body = '';
}

export function withParameters(address: string, parameters: [string, string][], mode: 'query' | 'fragment'): string {
  const url = new URL(address);
  const encoded = new URLSearchParams(parameters).toString();
  if (mode === 'fragment') url.hash = encoded;
  else url.search = url.search === '' ? encoded : `${url.search}&${encoded}`;
  return url.href;
}

const script = 'document.forms[0].submit()';

/** Allows the page of `formPost` its own script and no other. */
export const formPostPolicy: string = `default-src 'none'; base-uri 'none'; frame-ancestors 'none'; script-src 'sha256-${hash('sha256', script, 'base64')}'`;

/** A form that submits itself; without scripts, it has a button. */
function formPost(action: string, parameters: readonly (readonly [string, string])[]): string {
  const inputs = parameters.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  const page = html`<html lang="en">
<head><meta charset="utf-8"><title>Back to the application</title></head>
<body><form method="post" action="${action}">${inputs}<noscript><button>Continue</button></noscript></form>`;
  return `<!doctype html>\n${page.text}<script>${script}</script></body></html>\n`;
}
