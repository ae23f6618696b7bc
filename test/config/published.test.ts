import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { type Options, resolveConfig } from '../../src/config/config.ts';
import { optionNames, optionTable } from '../../src/config/options.ts';
import { renderConfigSchema, renderOptionsTable } from '../../src/config/published.ts';

describe('spec/config.schema.json', () => {
  const isValid = new Ajv2020({ allErrors: true }).compile(JSON.parse(renderConfigSchema()));

  it.each<[unknown]>([
    [{}],
    [{ port: 0, host: '::1', personas: ['people'], knownTokens: { abc: 'alice' }, watch: true }],
    [{ port: -1 }],
    [{ port: 1.5 }],
    [{ port: '1' }],
    [{ prot: 1 }],
    [{ host: '' }],
    [{ spec: '' }],
    [{ variant: 'full' }],
    [{ variant: 'sdk' }],
    [{ personas: 'people' }],
    [{ personas: [''] }],
    [{ requireScope: ['openid'] }],
    [{ knownTokens: { abc: 1 } }],
    [{ adminToken: 'a b' }],
    [{ seed: 42 }],
    [{ locale: 'pt_BR' }],
    [{ scenario: '' }],
  ])('agrees with the check of options about %j', options => {
    const isTaken = (): boolean => {
      try {
        return Boolean(resolveConfig(options as Options));
      } catch {
        return false;
      }
    };
    expect(isValid(options)).toBe(isTaken());
  });

  it('allows a file to name its schema', () => {
    expect(isValid({ $schema: 'node_modules/aps-userinfo/spec/config.schema.json' })).toBe(true);
  });

  it('has every default within its own bounds', () => {
    const defaults = optionNames
      .map(name => [name, optionTable[name].default])
      .filter(([, value]) => value !== undefined);
    expect(isValid(Object.fromEntries(defaults))).toBe(true);
  });
});

describe('the table of options', () => {
  it('has a row for each option', () => {
    const rows = renderOptionsTable().split('\n').slice(2);
    expect(rows.map(row => /^\| `(\w+)` \|/.exec(row)?.[1])).toEqual(optionNames);
    expect(rows.every(row => row.split(' | ').length === 5)).toBe(true);
  });

  it('shows flag, bounds, default and meaning', () => {
    expect(renderOptionsTable()).toContain(
      '| `port` | `-p`, `--port` | 0 to 65535 | `4010` | port to listen on; 0 picks a free one |',
    );
  });
});
