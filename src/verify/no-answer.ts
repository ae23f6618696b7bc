// Explanations of missing answers, from the codes of Node.js, OpenSSL and the HTTP parser.

import { KitError } from '../base/errors.ts';

export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly code: string;
  readonly timeoutMs: number;
  /** The message of a library that replaces `node:http` and refused the request. */
  readonly refusal: string | undefined;
  /** What was asked, as findings name it. */
  readonly where: string;

  constructor(code: string, timeoutMs: number, refusal?: string, where = '') {
    super(`no answer (${code})`);
    this.code = code;
    this.timeoutMs = timeoutMs;
    this.refusal = refusal;
    this.where = where;
  }
}

export interface Explanation {
  readonly what: string;
  readonly hint: string;
}

export function explainNoAnswer({ code, timeoutMs, refusal }: NoAnswer): Explanation {
  if (refusal !== undefined)
    return {
      what: `a library in this process refused the request: ${refusal}`,
      hint: 'Let requests to this host pass, such as with passthrough() of msw or nock.enableNetConnect().',
    };
  if (code === 'TIMEOUT')
    return {
      what: `no answer came within ${timeoutMs} ms`,
      hint: 'Increase --timeout if the server is slow.',
    };
  const [, what, hint] = explanations.find(([pattern]) => pattern.test(code)) ?? unexplained;
  return { what: `${what} (${code})`, hint };
}

/** The error of a run whose first request gets no answer. */
export function unreachable(url: string, reason: NoAnswer): KitError {
  const { what, hint } = explainNoAnswer(reason);
  return new KitError('ERR_TARGET_UNREACHABLE', `${url} is unreachable: ${what}.`, { hint });
}

type Row = readonly [code: RegExp, what: string, hint: string];

const authorityHint =
  'Set NODE_EXTRA_CA_CERTS to the certificate of its authority; certificate checks cannot be disabled.';

const unexplained: Row = [/./u, 'the connection failed', 'Check host and port.'];

const explanations: readonly Row[] = [
  [/^ECONNREFUSED$/u, 'no server listens there', 'Check that the server runs on this port.'],
  [/^(?:ENOTFOUND|EAI_AGAIN|EAI_.*)$/u, 'the host name cannot be resolved', 'Check the spelling.'],
  [/^(?:ECONNRESET|EPIPE)$/u, 'the connection was closed without an answer', "Check the server's log."],
  [/^(?:EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EADDRNOTAVAIL)$/u, 'the host is unreachable', 'Check VPN and firewall.'],
  [/^TOO_LARGE$/u, 'more than 4 MiB came before any answer was complete', 'Is this the right host and port?'],
  [/^HPE_/u, 'the server does not speak HTTP', 'Check the port, and whether the URL needs https:.'],
  [/^(?:EPROTO|ERR_SSL_.*)$/u, 'the server does not speak TLS', 'Check whether the URL needs http:.'],
  [
    /^CERT_HAS_EXPIRED$/u,
    'its certificate has expired',
    'Renew the certificate; certificate checks cannot be disabled.',
  ],
  [/^CERT_NOT_YET_VALID$/u, 'its certificate is not valid yet', 'Check the local clock and the certificate.'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/u, 'its certificate is for another host', 'Use the host name of the certificate.'],
  [/SELF_SIGNED|UNABLE_TO_|ISSUER/u, 'no known authority signed its certificate', authorityHint],
  [/CERT|TLS/u, 'its certificate is invalid', authorityHint],
];
