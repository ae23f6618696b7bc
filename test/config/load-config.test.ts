import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KitError } from '../../src/base/errors.ts';
import { type ConfigSources, loadConfig } from '../../src/config/config.ts';
import { optionNames, variableOf } from '../../src/config/options.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function refusal(sources: ConfigSources): KitError {
  try {
    loadConfig(sources);
  } catch (error) {
    return error as KitError;
  }
  throw new Error('the configuration was taken');
}

describe('precedence', () => {
  it('is flags, environment, config file, defaults', () => {
    const file = write('precedence.yaml', 'port: 1\nseed: file\nvariant: sdk\n');
    const env = { APS_USERINFO_PORT: '2', APS_USERINFO_SEED: 'environment' };
    const config = loadConfig({ flags: { port: '3' }, env, file });
    expect(config).toMatchObject({ port: 3, seed: 'environment', variant: 'sdk', locale: 'en' });
  });

  it('replaces a list as a whole', () => {
    const file = write('lists.yaml', 'requireScope: [a, b]\n');
    expect(loadConfig({ env: { APS_USERINFO_REQUIRE_SCOPE: 'c' }, file }).requireScope).toEqual(['c']);
  });

  it('takes the config file of the flag before that of the environment', () => {
    const flag = write('flag.yaml', 'seed: flag\n');
    const variable = write('variable.yaml', 'seed: variable\n');
    expect(loadConfig({ env: { APS_USERINFO_CONFIG: variable }, file: flag }).seed).toBe('flag');
    expect(loadConfig({ env: { APS_USERINFO_CONFIG: variable } }).seed).toBe('variable');
  });
});

describe('the environment', () => {
  it('is read for APS_USERINFO_* only', () => {
    expect(loadConfig({ env: { PORT: '1', HOST: 'x', APS_USERINFO: 'y' } }).port).toBe(4010);
  });

  it('has a variable for every option, apart from maps', () => {
    expect(optionNames.map(variableOf)).toContain('APS_USERINFO_RATE_LIMIT_WINDOW_SECONDS');
    expect(refusal({ env: { APS_USERINFO_KNOWN_TOKENS: 'a=b' } })).toMatchObject({
      message: 'APS_USERINFO_KNOWN_TOKENS cannot be set in the environment.',
      hint: 'Set knownTokens in a config file.',
    });
  });

  it.each<[string, string, string, unknown]>([
    ['APS_USERINFO_PORT', '0', 'port', 0],
    ['APS_USERINFO_WATCH', 'true', 'watch', true],
    ['APS_USERINFO_WATCH', '1', 'watch', true],
    ['APS_USERINFO_CORS', 'false', 'cors', false],
    ['APS_USERINFO_CORS', '0', 'cors', false],
    ['APS_USERINFO_SEED', '', 'seed', ''],
    ['APS_USERINFO_SEED', '7', 'seed', '7'],
    ['APS_USERINFO_REQUIRE_SCOPE', 'openid, data:read', 'requireScope', ['openid', 'data:read']],
    ['APS_USERINFO_PERSONAS', '', 'personas', []],
  ])('%s=%j', (variable, text, option, value) => {
    expect(loadConfig({ env: { [variable]: text } })).toMatchObject({ [option]: value });
  });

  it.each<[string, string, string]>([
    ['APS_USERINFO_PORT', '', 'APS_USERINFO_PORT must be an integer from 0 to 65535, not "".'],
    ['APS_USERINFO_PORT', '0x10', 'APS_USERINFO_PORT must be an integer from 0 to 65535, not "0x10".'],
    ['APS_USERINFO_PORT', '1e3', 'APS_USERINFO_PORT must be an integer from 0 to 65535, not "1e3".'],
    ['APS_USERINFO_WATCH', 'on', 'APS_USERINFO_WATCH must be true or false, not "on".'],
    ['APS_USERINFO_WATCH', 'toString', 'APS_USERINFO_WATCH must be true or false, not "toString".'],
    ['APS_USERINFO_PERSONAS', 'a,,b', 'APS_USERINFO_PERSONAS must be a list of non-empty paths, not "a,,b".'],
    ['APS_USERINFO_PROT', '1', 'Unknown environment variable APS_USERINFO_PROT.'],
  ])('refuses %s=%j', (variable, text, message) => {
    expect(refusal({ env: { [variable]: text } })).toMatchObject({ code: 'ERR_CONFIG_INVALID', message });
  });

  it('suggests the nearest variable', () => {
    expect(refusal({ env: { APS_USERINFO_RATELIMIT: '1' } }).hint).toBe('Did you mean "APS_USERINFO_RATE_LIMIT"?');
    expect(refusal({ env: { APS_USERINFO_ZZZZZZZZ: '1' } }).hint).toBeUndefined();
  });
});

describe('the config file', () => {
  it.each([
    ['a.yaml', '# mock\nport: 0\nwatch: true\nknownTokens:\n  abc: alice\n'],
    ['a.json', '{ "$schema": "config.schema.json", "port": 0, "watch": true, "knownTokens": { "abc": "alice" } }'],
  ])('is YAML or JSON: %s', (name, text) => {
    const config = loadConfig({ file: write(name, text) });
    expect(config).toMatchObject({ port: 0, watch: true });
    expect(config.knownTokens['abc']).toBe('alice');
  });

  it.each(['', '# nothing yet\n'])('may be empty: %j', text => {
    expect(loadConfig({ file: write('empty.yaml', text) }).port).toBe(4010);
  });

  it('has its relative paths beside itself', () => {
    mkdirSync(join(folder, 'sub'));
    const file = write('sub/paths.yaml', 'spec: ../api.yaml\npersonas: [people, /absolute]\nreadyFile: ready.json\n');
    expect(loadConfig({ file })).toMatchObject({
      spec: join(folder, 'api.yaml'),
      personas: [join(folder, 'sub/people'), '/absolute'],
      readyFile: join(folder, 'sub/ready.json'),
    });
  });

  it.each<[string, string, string]>([
    ['port: "4010"', '1: port must be an integer from 0 to 65535, not "4010".', ''],
    ['seed: x\n\nport: 99999', '3: port must be an integer from 0 to 65535, not 99999.', ''],
    ['watch: yes', '1: watch must be true or false, not "yes".', ''],
    ['knownTokens: [abc]', '1: knownTokens must be a map of strings, not a list.', ''],
    ['{\n  "rate-limit": 5\n}', '2: Unknown option "rate-limit".', 'Did you mean "rateLimit"?'],
    ['config: other.yaml', '1: Unknown option "config".', ''],
    ['4010: x', '1: Unknown option "4010".', ''],
  ])('refuses %j by file and line', (text, message, hint) => {
    const file = write('bad.yaml', text);
    const error = refusal({ file });
    expect(error.code).toBe('ERR_CONFIG_INVALID');
    expect(error.message).toBe(`${file}:${message}`);
    expect(error.hint ?? '').toBe(hint);
  });

  it.each<[string, RegExp]>([
    ['port: 1\nport: 2', /:2:1: duplicate key\.$/],
    ['{ "port": 1', /:1:\d+: Flow map .*}/],
    ['port: [1', /:1:\d+: Flow sequence .*]/],
    ['port: *nobody', /:1:7: this alias has no anchor before it; quote a string that starts with \*\.$/],
    ['- port', /^The config file ".*" is not a map of options\.$/],
    ['just text', /is not a map of options\.$/],
  ])('rejects a file without a map in YAML or JSON: %j', (text, message) => {
    const error = refusal({ file: write('broken.yaml', text) });
    expect(error.code).toBe('ERR_CONFIG_UNREADABLE');
    expect(error.message).toMatch(message);
  });

  it('says why it cannot be read', () => {
    expect(refusal({ file: join(folder, 'nowhere.yaml') }).message).toMatch(
      /nowhere\.yaml" cannot be read: there is no such file\.$/,
    );
    expect(refusal({ file: folder }).message).toMatch(/cannot be read: it is a folder\.$/);
    expect(refusal({ env: { APS_USERINFO_CONFIG: '' } })).toMatchObject({
      code: 'ERR_CONFIG_UNREADABLE',
      message: 'The config file "" cannot be read: there is no such file.',
    });
  });
});

describe('flags', () => {
  it('are text, switches and lists', () => {
    const flags = { port: '0', watch: true, cors: false, requireScope: ['openid'], config: undefined };
    expect(loadConfig({ flags })).toMatchObject({ port: 0, watch: true, cors: false, requireScope: ['openid'] });
  });

  it.each<[Record<string, unknown>, string]>([
    [{ port: 'abc' }, '--port must be an integer from 0 to 65535, not "abc".'],
    [{ rateLimitWindowSeconds: '0' }, '--rate-limit-window-seconds must be an integer from 1 to 86400, not "0".'],
    [{ personas: [''] }, '--personas must be a list of non-empty paths, not [""].'],
  ])('refuses %j by the name of the flag', (flags, message) => {
    expect(refusal({ flags })).toMatchObject({ code: 'ERR_CONFIG_INVALID', message });
  });
});

it('lists the problems of all sources at once, each with its source', () => {
  const file = write('all.yaml', 'prot: 1\ncors: 1\n');
  const error = refusal({ flags: { port: 'x' }, env: { APS_USERINFO_PORT: 'y' }, file });
  expect(error.message).toBe('4 options are invalid.');
  expect(error.details).toEqual([
    `${file}:1: Unknown option "prot". Did you mean "port"?`,
    `${file}:2: cors must be true or false, not 1.`,
    'APS_USERINFO_PORT must be an integer from 0 to 65535, not "y".',
    '--port must be an integer from 0 to 65535, not "x".',
  ]);
});

it('names the source of an admin API that is not allowed', () => {
  expect(refusal({ flags: { host: '0.0.0.0' }, env: { APS_USERINFO_ADMIN: 'true' } }).message).toBe(
    'APS_USERINFO_ADMIN requires adminToken on the host 0.0.0.0, which other machines can reach.',
  );
});
