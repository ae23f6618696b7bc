import { describe, expect, it } from 'vitest';
import { KitError } from '../../src/base/errors.ts';
import { parseTarget, type TargetRules } from '../../src/verify/target.ts';

const nothing: TargetRules = { live: false, allowHttp: false };

function refusal(baseUrl: string, rules = nothing): string {
  try {
    parseTarget(baseUrl, rules);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
    return `${error.code}: ${error.message} ${error.hint}`;
  }
}

describe('a base URL', () => {
  it.each(['http://127.0.0.1:4010', 'http://localhost:4010', 'http://[::1]:4010', 'https://127.1.2.3'])(
    'on this machine needs no permission: %s',
    baseUrl => {
      expect(parseTarget(baseUrl, nothing).isLoopback).toBe(true);
    },
  );

  it.each(['https://developer.api.autodesk.com', 'https://127.0.0.1.example.com', 'https://localhost.example.com'])(
    'beyond it needs --live: %s',
    baseUrl => {
      expect(refusal(baseUrl)).toContain('ERR_TARGET_NOT_ALLOWED');
      expect(parseTarget(baseUrl, { live: true, allowHttp: false }).isLoopback).toBe(false);
    },
  );

  it('beyond it is refused with what the caller knows to help', () => {
    expect(refusal('https://example.com')).toMatch(/Allow it with --live\.$/u);
    expect(refusal('https://example.com', { ...nothing, hint: 'Or ask the mock.' })).toMatch(
      /--live\. Or ask the mock\.$/u,
    );
  });

  it('beyond it needs https, unless http is permitted too', () => {
    expect(refusal('http://mock:4010', { live: true, allowHttp: false })).toContain('over http: unencrypted');
    expect(parseTarget('http://mock:4010', { live: true, allowHttp: true }).host).toBe('mock:4010');
  });

  it('keeps its path, and loses the slash at its end', () => {
    expect(parseTarget('http://127.0.0.1:4010/sessions/x/', nothing).basePath).toBe('/sessions/x');
    expect(parseTarget('http://127.0.0.1:4010/', nothing).url).toBe('http://127.0.0.1:4010');
  });

  it('knows the port that its scheme implies', () => {
    expect(parseTarget('https://127.0.0.1', nothing).port).toBe(443);
    expect(parseTarget('http://127.0.0.1', nothing).port).toBe(80);
  });

  it.each([
    'http://alice:secret@127.0.0.1',
    'http://127.0.0.1/?key=secret',
    'http://127.0.0.1/#secret',
    'secret',
    'ftp://secret',
  ])('is refused with what does not belong there, and not repeated: %s', baseUrl => {
    expect(refusal(baseUrl)).toContain('ERR_CONFIG_INVALID');
    expect(refusal(baseUrl)).not.toContain('secret');
  });
});
