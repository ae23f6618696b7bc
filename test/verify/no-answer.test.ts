import { describe, expect, it } from 'vitest';
import { explainNoAnswer, NoAnswer, unreachable } from '../../src/verify/no-answer.ts';

describe('a missing answer', () => {
  it.each([
    ['TIMEOUT', 'no answer came within 250 ms'],
    ['ECONNREFUSED', 'no server listens there (ECONNREFUSED)'],
    ['EAI_AGAIN', 'the host name cannot be resolved (EAI_AGAIN)'],
    ['ECONNRESET', 'the connection was closed without an answer (ECONNRESET)'],
    ['EHOSTUNREACH', 'the host is unreachable (EHOSTUNREACH)'],
    ['HPE_INVALID_CONSTANT', 'the server does not speak HTTP (HPE_INVALID_CONSTANT)'],
    ['EPROTO', 'the server does not speak TLS (EPROTO)'],
    ['CERT_HAS_EXPIRED', 'its certificate has expired (CERT_HAS_EXPIRED)'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another host (ERR_TLS_CERT_ALTNAME_INVALID)'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'no known authority signed its certificate (SELF_SIGNED_CERT_IN_CHAIN)'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'no known authority signed its certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE)'],
    ['CERT_REVOKED', 'its certificate is invalid (CERT_REVOKED)'],
    ['EWHATEVER', 'the connection failed (EWHATEVER)'],
  ])('is explained: %s', (code, what) => {
    expect(explainNoAnswer(new NoAnswer(code, 250)).what).toBe(what);
  });

  it('to the first request ends a run', () => {
    const error = unreachable('https://host', new NoAnswer('ENOTFOUND', 250));
    expect(error).toMatchObject({ code: 'ERR_TARGET_UNREACHABLE', exitCode: 4, hint: 'Check the spelling.' });
  });
});
