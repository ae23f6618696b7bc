// The URL by which a client reached the server, whatever stands in between.

import { describe, expect, it } from 'vitest';
import { baseUrlOf } from '../../src/server/base-url.ts';

const own = 'http://127.0.0.1:4010';
const fallback = (): string => own;
const plain = { publicUrl: undefined, trustProxy: false };
const trusting = { publicUrl: undefined, trustProxy: true };
const forwarded = { host: 'app:4010', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'login.example.com' };

describe('the base URL of a request', () => {
  it.each(['127.0.0.1:49153', 'localhost', 'mock_1.internal:80', '[::1]:4010'])(
    'has the host that was asked: %s',
    host => {
      expect(baseUrlOf({ headers: { host } }, plain, fallback)).toBe(`http://${host}`);
    },
  );

  it.each(['', 'a b', 'a/b', 'a?b', 'a#b', 'user@host', 'a:1:2', 'a"b', 'a<b', 'a\\b', 'a:x', '[::1'])(
    "is the server's own where the host could end the URL early: %j",
    host => {
      expect(baseUrlOf({ headers: { host } }, plain, fallback)).toBe(own);
      expect(baseUrlOf({ headers: { host: 'good', 'x-forwarded-host': host } }, trusting, fallback)).toBe(own);
    },
  );

  it("is the server's own where the host is longer than a DNS name can be", () => {
    for (const [length, isTaken] of [
      [253, true],
      [260, false],
      [16_000, false],
    ] as const) {
      const host = 'a'.repeat(length);
      const expected = isTaken ? `http://${host}` : own;
      expect(baseUrlOf({ headers: { host } }, plain, fallback)).toBe(expected);
      expect(baseUrlOf({ headers: { host: 'b', 'x-forwarded-host': host } }, trusting, fallback)).toBe(expected);
    }
  });

  it("is the server's own where no host was named", () => {
    expect(baseUrlOf({ headers: {} }, plain, fallback)).toBe(own);
  });

  it('is the public one if it is set, for any request', () => {
    expect(baseUrlOf({ headers: forwarded }, { publicUrl: 'https://mock.example', trustProxy: true }, fallback)).toBe(
      'https://mock.example',
    );
  });
});

describe('X-Forwarded-*', () => {
  it('is trusted only with the option', () => {
    expect(baseUrlOf({ headers: forwarded }, plain, fallback)).toBe('http://app:4010');
    expect(baseUrlOf({ headers: forwarded }, trusting, fallback)).toBe('https://login.example.com');
  });

  it('counts as the first proxy wrote it', () => {
    const headers = { host: 'c', 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'a.example , b.example' };
    expect(baseUrlOf({ headers }, trusting, fallback)).toBe('https://a.example');
  });

  it('may say less than everything', () => {
    expect(baseUrlOf({ headers: { host: 'app:4010', 'x-forwarded-proto': 'https' } }, trusting, fallback)).toBe(
      'https://app:4010',
    );
    expect(baseUrlOf({ headers: { host: 'app:4010' } }, trusting, fallback)).toBe('http://app:4010');
  });

  it('names no other scheme than http and https', () => {
    expect(baseUrlOf({ headers: { ...forwarded, 'x-forwarded-proto': 'javascript' } }, trusting, fallback)).toBe(
      'http://login.example.com',
    );
  });
});
