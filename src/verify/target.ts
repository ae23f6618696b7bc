// The target of a run: the requirements of a base URL before a token is sent there.

import { KitError } from '../base/errors.ts';

export interface Target {
  readonly protocol: 'http:' | 'https:';
  /** Name or address, without the brackets of IPv6. */
  readonly hostname: string;
  readonly port: number;
  /** As in the Host header. */
  readonly host: string;
  /** Path of the base URL without a slash at its end; '' for none. */
  readonly basePath: string;
  /** The base URL for output. */
  readonly url: string;
  readonly isLoopback: boolean;
}

/** What is allowed beyond loopback. */
export interface TargetRules {
  /** Whether to allow hosts beyond loopback. */
  readonly live: boolean;
  /** Whether to allow unencrypted tokens beyond loopback. */
  readonly allowHttp: boolean;
  /** Alternative to allowing a host, in one sentence. */
  readonly hint?: string;
}

/**
 * Parses a base URL. Other parts than scheme, host, port and path are rejected, and never repeated: they may be secret.
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
    throw invalid('The base URL is invalid', 'Write it as https://host or http://127.0.0.1:4010.');
  const url = new URL(baseUrl);
  if (!(url.protocol in defaultPorts))
    throw invalid(`The base URL starts with "${url.protocol}"`, 'Use http: or https:.');
  if (url.username !== '' || url.password !== '')
    throw invalid('The base URL has a user or password', 'Omit them; tokens come from the environment or a file.');
  if (url.search !== '' || url.hash !== '')
    throw invalid('The base URL has a query or a fragment', 'Use only scheme, host, port and path.');
  return url;
}

function requirePermission({ hostname, protocol }: Target, { live, allowHttp, hint = '' }: TargetRules): void {
  if (!live)
    throw new KitError(
      'ERR_TARGET_NOT_ALLOWED',
      `Refusing to contact "${hostname}", which is not local, without --live.`,
      {
        hint: `Allow it with --live. ${hint}`.trimEnd(),
      },
    );
  if (protocol === 'http:' && !allowHttp)
    throw new KitError('ERR_TARGET_NOT_ALLOWED', `Refusing to send a token to "${hostname}" over http: unencrypted.`, {
      hint: 'Use https:, or allow it with --allow-http in your own network.',
    });
}

/** 127.0.0.0/8, ::1 and localhost. @see https://www.rfc-editor.org/rfc/rfc6890#section-2.2 */
function isLoopbackName(hostname: string): boolean {
  return /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/u.test(hostname.toLowerCase());
}

function invalid(message: string, hint: string): KitError {
  return new KitError('ERR_CONFIG_INVALID', `${message}.`, { hint });
}
