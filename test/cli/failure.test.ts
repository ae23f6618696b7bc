import { describe, expect, it } from 'vitest';
import { KitError } from '../../src/base/errors.ts';
import { tellFailure } from '../../src/cli/failure.ts';

describe('a failure on the command line', () => {
  it('is one line: what happened, its code, what to do', () => {
    const error = new KitError('ERR_SERVER_PORT_IN_USE', 'Port 4010 is in use.', {
      hint: 'Choose another with --port.',
    });
    expect(tellFailure(error, true)).toEqual({
      text: 'error: Port 4010 is in use (ERR_SERVER_PORT_IN_USE). Choose another with --port.\n',
      exitCode: 2,
    });
  });

  it('ends after the code without a hint', () => {
    expect(tellFailure(new KitError('ERR_CONFIG_INVALID', 'port must be a number.'), false).text).toBe(
      'error: port must be a number (ERR_CONFIG_INVALID)\n',
    );
  });

  it('lists several problems below, the advice last', () => {
    const error = new KitError('ERR_PERSONA_INVALID', '2 claims are wrong.', {
      details: ['first', 'second\nline'],
      hint: 'Mend them.',
    });
    expect(tellFailure(error, false).text).toBe(
      'error: 2 claims are wrong (ERR_PERSONA_INVALID):\n  first\n  second\n  line\nMend them.\n',
    );
  });

  it.each([new TypeError('x is not a function'), new KitError('ERR_RESPONSE_INVALID', 'x is not a function')])(
    'is a defect, exit code 1, without a stack trace, where it is ours: %s',
    error => {
      const { text, exitCode } = tellFailure(error, false);
      expect(exitCode).toBe(1);
      expect(text).toMatch(
        /^error: x is not a function \(ERR_\w+\)\. This is a bug in aps-userinfo; please report it .*\n$/,
      );
    },
  );

  it('shows where a defect was met when asked to', () => {
    expect(tellFailure(new TypeError('x'), true).text).toMatch(/\n {4}at /);
    expect(tellFailure('thrown text', true).text).toMatch(/^error: thrown text \(ERR_INTERNAL\)/);
  });
});
