import http, { ClientRequest } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { explainNoAnswer, NoAnswer, unreachable } from '../../src/verify/no-answer.ts';
import { verify } from '../../src/verify/verify.ts';
import { thrownByAsync } from '../traffic/recordings/thrown-by.ts';

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

describe('a library that replaces node:http and refuses a request', () => {
  afterEach(() => vi.restoreAllMocks());

  /** As msw and nock do: the request fails with an error of their own. */
  async function messageWhen(error: Error): Promise<string> {
    vi.spyOn(http, 'request').mockImplementation(() => {
      const request = new ClientRequest({ createConnection: () => undefined as never, agent: false });
      process.nextTick(() => request.emit('error', error));
      return request;
    });
    const thrown = await thrownByAsync(() =>
      verify({ baseUrl: 'http://127.0.0.1:4010', credentials: { token: 'secret-token-1' }, only: ['valid-token'] }),
    );
    expect(thrown.code).toBe('ERR_TARGET_UNREACHABLE');
    expect(thrown.hint).toContain('Let requests to this host pass');
    return thrown.message;
  }

  it('is quoted, as msw says it', async () => {
    const error = new (class InternalError extends Error {})('[MSW] Cannot bypass a request\n  under "error".');
    expect(await messageWhen(error)).toContain(
      'http://127.0.0.1:4010 is unreachable: a library in this process refused the request: [MSW] Cannot bypass a request under "error" (',
    );
  });

  it('is quoted, as nock says it, without the token', async () => {
    const error = new Error('Nock: Disallowed net connect for "127.0.0.1:4010", authorization Bearer secret-token-1');
    Object.assign(error, { name: 'NetConnectNotAllowedError', code: 'ENETUNREACH' });
    expect(await messageWhen(error)).toMatch(/Nock: Disallowed net connect for .* Bearer \*\*\* \(/u);
  });
});
