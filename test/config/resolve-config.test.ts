import { describe, expect, it } from 'vitest';
import type { KitError } from '../../src/base/errors.ts';
import { checkOptions, type Options, resolveConfig } from '../../src/config/config.ts';
import { optionNames, optionTable } from '../../src/config/options.ts';
import { variants } from '../../src/profiles/variants.ts';

function refusal(options: unknown): KitError {
  try {
    resolveConfig(options as Options);
  } catch (error) {
    return error as KitError;
  }
  throw new Error('the options were taken');
}

describe('resolveConfig', () => {
  it('gives every option its default', () => {
    const defaults = Object.fromEntries(optionNames.map(name => [name, optionTable[name].default]));
    expect(resolveConfig()).toEqual({ ...defaults, wwwAuthenticate: false, admin: true });
  });

  it('has the options of the table and no others', () => {
    expect(Object.keys(resolveConfig()).sort()).toEqual([...optionNames].sort());
  });

  it('takes an option that is undefined as not given', () => {
    expect(resolveConfig({ port: undefined }).port).toBe(4010);
  });

  it("is frozen, and independent of the caller's objects", () => {
    const personas = ['people'];
    const knownTokens = { abc: 'alice' };
    const config = resolveConfig({ personas, knownTokens });
    personas.push('more');
    knownTokens.abc = 'bob';
    expect(config.personas).toEqual(['people']);
    expect(config.knownTokens['abc']).toBe('alice');
    expect([config, config.personas, config.knownTokens].every(Object.isFrozen)).toBe(true);
  });

  it.each(['constructor', '__proto__', 'toString'])('knows no token "%s" that nobody gave', token => {
    expect(resolveConfig().knownTokens[token]).toBeUndefined();
  });

  it.each<[Options]>([
    [{ port: 0 }],
    [{ port: 65_535 }],
    [{ host: '::1' }],
    [{ host: 'fe80::1%eth0' }],
    [{ seed: '' }],
    [{ locale: 'pt_BR' }],
    [{ rateLimit: 0 }],
    [{ requireScope: ['data:read', 'openid'] }],
    [{ adminToken: 'aA0-._~+/==' }],
    [{ knownTokens: { 'a token': 'alice' } }],
  ])('takes %j', options => {
    expect(resolveConfig(options)).toMatchObject(options);
  });

  it.each<[unknown, string]>([
    [{ port: -1 }, 'port must be an integer from 0 to 65535, not -1.'],
    [{ port: 65_536 }, 'port must be an integer from 0 to 65535, not 65536.'],
    [{ port: 80.5 }, 'port must be an integer from 0 to 65535, not 80.5.'],
    [{ port: Number.NaN }, 'port must be an integer from 0 to 65535, not NaN.'],
    [{ port: '4010' }, 'port must be an integer from 0 to 65535, not "4010".'],
    [{ port: null }, 'port must be an integer from 0 to 65535, not null.'],
    [{ host: '' }, 'host must be a host name or an IP address, without brackets or port, not "".'],
    [
      { host: 'http://localhost' },
      'host must be a host name or an IP address, without brackets or port, not "http://localhost".',
    ],
    [{ spec: '' }, 'spec must be a path, not "".'],
    [{ seed: 42 }, 'seed must be a string, not 42.'],
    [
      { variant: 'full' },
      'variant must be documented, sdk, minimal, maximal, boundary, additive, respelled or drifted, not "full".',
    ],
    [{ locale: '../x' }, 'locale must be a faker locale such as "de" or "pt_BR", not "../x".'],
    [{ scenario: '' }, 'scenario must be the name of a scenario, status, example or variant, not "".'],
    [{ delayMs: 1e9 }, 'delayMs must be an integer from 0 to 3600000, not 1000000000.'],
    [{ cors: 'yes' }, 'cors must be true or false, not "yes".'],
    [{ personas: 'people' }, 'personas must be a list of non-empty paths, not "people".'],
    [{ personas: [''] }, 'personas must be a list of non-empty paths, not [""].'],
    [{ requireScope: [1] }, 'requireScope must be a list of non-empty strings, not [1].'],
    [{ rateLimitWindowSeconds: 0 }, 'rateLimitWindowSeconds must be an integer from 1 to 86400, not 0.'],
    [{ watch: () => true }, 'watch must be true or false, not a function.'],
    [{ prot: 1 }, 'Unknown option "prot".'],
    [{ config: 'x.yaml' }, 'Unknown option "config".'],
    [{ constructor: 1 }, 'Unknown option "constructor".'],
    ['port=1', 'The options must be an object, not "port=1".'],
    [null, 'The options must be an object, not null.'],
    [[], 'The options must be an object, not [].'],
  ])('refuses %j', (options, message) => {
    expect(refusal(options)).toMatchObject({ code: 'ERR_CONFIG_INVALID', message, details: [] });
  });

  it('suggests the nearest option, and the nearest word of a choice', () => {
    expect(refusal({ rateLimt: 1 }).hint).toBe('Did you mean "rateLimit"?');
    expect(refusal({ zzzzzzzz: 1 }).hint).toBeUndefined();
    expect(refusal({ variant: 'minmal' }).hint).toBe('Did you mean "minimal"?');
  });

  it('explains how to write a number as a string', () => {
    expect(refusal({ seed: 42 }).hint).toBe('Quote it: "42".');
  });

  it.each([{ adminToken: 'p@ssword' }, { adminToken: 123456 }, { knownTokens: { 'p@ssword': 123456 } }])(
    'keeps secrets out of its messages: %j',
    options => {
      const { message, hint, data } = refusal(options);
      expect(JSON.stringify([message, hint, data])).not.toMatch(/p@ssword|123456/);
    },
  );

  it('lists every problem at once', () => {
    const error = refusal({ prot: 1, host: '', cors: 1 });
    expect(error.message).toBe('3 options are invalid.');
    expect(error.details).toEqual([
      'Unknown option "prot". Did you mean "port"?',
      'host must be a host name or an IP address, without brackets or port, not "".',
      'cors must be true or false, not 1.',
    ]);
  });

  it('cuts long values short', () => {
    expect(refusal({ host: '/'.repeat(1000) }).message.length).toBeLessThan(200);
  });
});

describe('defaults that depend on other options', () => {
  it.each<[Options, boolean]>([
    [{}, true],
    [{ host: '127.1.2.3' }, true],
    [{ host: '::1' }, true],
    [{ host: 'localhost' }, true],
    [{ host: '0.0.0.0' }, false],
    [{ host: '::' }, false],
    [{ host: '192.168.0.1' }, false],
    [{ host: '127.0.0.1.example.com' }, false],
    [{ host: '0.0.0.0', adminToken: 'secret' }, true],
    [{ host: '0.0.0.0', adminToken: 'secret', admin: false }, false],
    [{ admin: false }, false],
  ])('serves the admin API on loopback, and beyond it only with a token: %j', (options, admin) => {
    expect(resolveConfig(options).admin).toBe(admin);
  });

  it('refuses to open the admin API to other machines without a token', () => {
    expect(refusal({ host: '0.0.0.0', admin: true })).toMatchObject({
      code: 'ERR_CONFIG_INVALID',
      message: 'admin requires adminToken on the host 0.0.0.0, which other machines can reach.',
      hint: 'Set adminToken (--admin-token, APS_USERINFO_ADMIN_TOKEN), or listen on 127.0.0.1.',
    });
  });

  it('sends WWW-Authenticate with errors in OAuth style by default', () => {
    expect(resolveConfig({ errorStyle: 'oauth' }).wwwAuthenticate).toBe(true);
    expect(resolveConfig({ errorStyle: 'oauth', wwwAuthenticate: false }).wwwAuthenticate).toBe(false);
    expect(resolveConfig({ wwwAuthenticate: true }).wwwAuthenticate).toBe(true);
  });
});

describe('checkOptions', () => {
  const table = { name: { type: 'text' }, count: { type: 'integer', minimum: 0, maximum: 9 } } as const;

  it('accepts members of the table, all optional', () => {
    expect(() => checkOptions({ name: 'x', count: undefined }, table)).not.toThrow();
  });

  it('refuses an option that is not in the table, and lists every problem', () => {
    expect(() => checkOptions({ host: 'x' }, table)).toThrow('Unknown option "host".');
    expect(() => checkOptions({ count: -1, name: 5 }, table)).toThrow('2 options are invalid.');
  });
});

it('offers the variants that profiles have', () => {
  expect(optionTable.variant).toMatchObject({ choices: variants });
});
