import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KitError } from '../../src/base/errors.ts';
import { readCredentials } from '../../src/verify/credentials.ts';

function fileOf(text: string, mode = 0o600): string {
  const file = join(mkdtempSync(join(tmpdir(), 'credentials-')), 'tokens');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

function problem(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
    return `${error.code}: ${error.message} ${error.hint ?? ''}`;
  }
}

describe('credentials', () => {
  it('come from the environment', () => {
    const env = { APS_TOKEN: 'a', APS_EXPIRED_TOKEN: 'b', APS_TWO_LEGGED_TOKEN: 'c', APS_EXPECTED_SUB: 'D' };
    expect(readCredentials({ env })).toEqual({
      credentials: { token: 'a', expiredToken: 'b', twoLeggedToken: 'c', expectedSubject: 'D' },
      warnings: [],
    });
  });

  it('that are empty are none, as CI leaves a secret that is not set', () => {
    expect(readCredentials({ env: { APS_TOKEN: '', APS_EXPIRED_TOKEN: ' \n' } }).credentials).toEqual({});
  });

  it.each([
    ['lines', '# mine\n\nexport APS_TOKEN="from.file"\nAPS_EXPIRED_TOKEN=\'old\'\nAPS_CLIENT_ID=x\n'],
    ['JSON', '{ "APS_TOKEN": "from.file", "APS_EXPIRED_TOKEN": "old" }'],
  ])('come from a file of %s, before the environment', (_, text) => {
    const { credentials } = readCredentials({
      env: { APS_TOKEN: 'env', APS_TWO_LEGGED_TOKEN: 'env' },
      file: fileOf(text),
    });
    expect(credentials).toEqual({ token: 'from.file', expiredToken: 'old', twoLeggedToken: 'env' });
  });

  it.skipIf(process.platform === 'win32')('warn where others may read their file', () => {
    const file = fileOf('APS_TOKEN=a', 0o644);
    expect(readCredentials({ env: {}, file }).warnings).toEqual([
      `credentials: other users of this machine can read "${file}"; restrict it with chmod 600`,
    ]);
  });

  it.each([
    ['a Bearer in front', () => readCredentials({ env: { APS_TOKEN: 'Bearer secret' } }), 'Omit the word Bearer.'],
    [
      'a line break inside',
      () => readCredentials({ env: { APS_TOKEN: 'secret\nsecret' } }),
      'APS_TOKEN has characters',
    ],
    [
      'a misspelt name',
      () => readCredentials({ env: {}, file: fileOf('APS_TOKN=secret') }),
      'Did you mean "APS_TOKEN"?',
    ],
    ['a line that is none', () => readCredentials({ env: {}, file: fileOf('\nsecret') }), 'Line 2 of'],
    [
      'broken JSON',
      () => readCredentials({ env: {}, file: fileOf('{"APS_TOKEN": secret') }),
      'starts like JSON, but is not valid JSON',
    ],
    [
      'no such file',
      () => readCredentials({ env: {}, file: '/nowhere/tokens' }),
      'cannot be read: there is no such file',
    ],
  ])('are refused with %s, without being repeated', (_, run, expected) => {
    expect(problem(run)).toContain(expected);
    expect(problem(run)).toContain('ERR_CREDENTIAL_INVALID');
    expect(problem(run)).not.toContain('secret');
  });
});
