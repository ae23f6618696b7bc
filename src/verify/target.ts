// The target of a run: what a base URL must be like before a token is sent there.

import { KitError } from '../base/errors.ts';

/** Where requests go. */
export interface Target {
  readonly protocol: 'http:' | 'https:';
  /** Name or address, without the brackets of IPv6. */
  readonly hostname: string;
  readonly port: number;
  /** As the Host header has it. */
  readonly host: string;
  /** Path of the base URL without a slash at its end; '' for none. */
  readonly basePath: string;
  /** The base URL as it may be printed. */
  readonly url: string;
  readonly isLoopback: boolean;
}

/** What was permitted beyond loopback. */
export interface TargetRules {
  /** Hosts beyond loopback may be asked. */
  readonly live: boolean;
  /** Beyond loopback, a token may travel unencrypted. */
  readonly allowHttp: boolean;
  /** What else than to permit a host may be of use, in one sentence. */
  readonly hint?: string;
}

/**
 * Reads a base URL. What it says beside scheme, host, port and path is refused, and never repeated: it may be secret.
 *
 * @throws ERR_CONFIG_INVALID, ERR_TARGET_NOT_ALLOWED
 */
export function parseTarget(baseUrl: string, rules: TargetRules): Target {
  const url = parseUrl(baseUrl);
  const target = {
    protocol: url.protocol as Target['protocol'],
    hostname: url.hostname.replace(/^\[|\]$/gu, ''),
    port: url.port === '' ? defaultPorts[url.protocol as Target['protocol']] : Number(url.port),
    host: url.host,
    basePath: url.pathname.replace(/\/+$/u, ''),
    url: `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/u, '')}`,
    isLoopback: isLoopbackName(url.hostname),
  };
  if (!target.isLoopback) requirePermission(target, rules);
  return target;
}

const defaultPorts = { 'http:': 80, 'https:': 443 } as const;

function parseUrl(baseUrl: string): URL {
  if (!URL.canParse(baseUrl))
    throw invalid('The base URL cannot be read', 'Write it as https://host or http://127.0.0.1:4010.');
  const url = new URL(baseUrl);
  if (!(url.protocol in defaultPorts))
    throw invalid(`The base URL starts with "${url.protocol}"`, 'Only http: and https: can be verified.');
  if (url.username !== '' || url.password !== '')
    throw invalid('The base URL has a user or password', 'Leave them out; tokens come from the environment or a file.');
  if (url.search !== '' || url.hash !== '')
    throw invalid('The base URL has a query or a fragment', 'Give scheme, host, port and path only.');
  return url;
}

function requirePermission({ hostname, protocol }: Target, { live, allowHttp, hint = '' }: TargetRules): void {
  if (!live)
    throw new KitError('ERR_TARGET_NOT_ALLOWED', `"${hostname}" is not on this machine.`, {
      hint: `Permit it with --live. ${hint}`.trimEnd(),
    });
  if (protocol === 'http:' && !allowHttp)
    throw new KitError('ERR_TARGET_NOT_ALLOWED', `Over http: the token could be read on the way to "${hostname}".`, {
      hint: 'Use https:, or permit it with --allow-http in a network of your own.',
    });
}

/** 127.0.0.0/8, ::1 and localhost. @see https://www.rfc-editor.org/rfc/rfc6890#section-2.2 */
function isLoopbackName(hostname: string): boolean {
  return /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/u.test(hostname.toLowerCase());
}

function invalid(message: string, hint: string): KitError {
  return new KitError('ERR_CONFIG_INVALID', `${message}.`, { hint });
}
