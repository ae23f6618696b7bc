// Why a request got no answer, in words: the codes of Node.js, OpenSSL and its HTTP parser.

import { KitError } from '../base/errors.ts';

/** A request without an answer. It carries a code only: messages of the system may quote what was sent. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly code: string;
  readonly timeoutMs: number;
  /** What was asked, as findings name it. */
  readonly where: string;

  constructor(code: string, timeoutMs: number, where = '') {
    super(`no answer (${code})`);
    this.code = code;
    this.timeoutMs = timeoutMs;
    this.where = where;
  }
}

/** What happened, and what may help. */
export interface Explanation {
  readonly what: string;
  readonly hint: string;
}

/** Explains a missing answer. */
export function explainNoAnswer({ code, timeoutMs }: NoAnswer): Explanation {
  if (code === 'TIMEOUT')
    return {
      what: `no answer came within ${timeoutMs} ms`,
      hint: 'Allow more time with --timeout if it is only slow.',
    };
  const [, what, hint] = explanations.find(([pattern]) => pattern.test(code)) ?? unexplained;
  return { what: `${what} (${code})`, hint };
}

/** The error of a run whose first request got no answer. */
export function unreachable(url: string, reason: NoAnswer): KitError {
  const { what, hint } = explainNoAnswer(reason);
  return new KitError('ERR_TARGET_UNREACHABLE', `${url} cannot be reached: ${what}.`, { hint });
}

type Row = readonly [code: RegExp, what: string, hint: string];

const authorityHint = 'Name the certificate of its authority in NODE_EXTRA_CA_CERTS; checking it cannot be turned off.';

const unexplained: Row = [/./u, 'the connection failed', 'Is this the right host and port?'];

const explanations: readonly Row[] = [
  [/^ECONNREFUSED$/u, 'nothing listens there', 'Is the server running, and is this its port?'],
  [/^(?:ENOTFOUND|EAI_AGAIN|EAI_.*)$/u, 'the host name cannot be resolved', 'Is the name spelt right?'],
  [/^(?:ECONNRESET|EPIPE)$/u, 'the connection was closed without an answer', "Look at the server's log."],
  [
    /^(?:EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EADDRNOTAVAIL)$/u,
    'there is no way to this host',
    'Is a VPN or a firewall in between?',
  ],
  [/^HPE_/u, 'what answers does not speak HTTP', 'Is this the right port, and is it http: and not https:?'],
  [/^(?:EPROTO|ERR_SSL_.*)$/u, 'what answers does not speak TLS as it should', 'Is it https: and not http:?'],
  [/^CERT_HAS_EXPIRED$/u, 'its certificate has expired', 'Renew the certificate; checking it cannot be turned off.'],
  [/^CERT_NOT_YET_VALID$/u, 'its certificate is not valid yet', "Check this machine's clock and the certificate."],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/u, 'its certificate is for another host', 'Use the host name of the certificate.'],
  [/SELF_SIGNED|UNABLE_TO_|ISSUER/u, 'nobody known vouches for its certificate', authorityHint],
  [/CERT|TLS/u, 'its certificate cannot be accepted', authorityHint],
];
