import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../src/config/config.ts';
import { changeSettings, settingNames, settingsOf, settingsSchemas } from '../../../src/server/sessions/settings.ts';

const settings = settingsOf(resolveConfig());

function refusal(patch: unknown) {
  try {
    changeSettings(settings, patch);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('changing settings', () => {
  it('changes what is given, leaves the rest, and leaves the old settings alone', () => {
    const changed = changeSettings(settings, { delayMs: 250, variant: 'minimal' });
    expect(changed).toEqual({ ...settings, delayMs: 250, variant: 'minimal' });
    expect(settings.delayMs).toBe(0);
  });

  it('changes nothing when nothing is given', () => {
    expect(changeSettings(settings, {})).toEqual(settings);
  });

  it('takes the value away from a setting that may have none, with null', () => {
    const limited = changeSettings(settings, { rateLimit: 5, scenario: '429', rateLimitWindowSeconds: 1 });
    expect(limited).toMatchObject({ rateLimit: 5, scenario: '429', rateLimitWindowSeconds: 1 });
    expect(changeSettings(limited, { rateLimit: null, scenario: null, rateLimitWindowSeconds: null })).toEqual(
      settings,
    );
  });

  it('sends WWW-Authenticate with errorStyle oauth, unless it is set separately', () => {
    const oauth = changeSettings(settings, { errorStyle: 'oauth' });
    expect(oauth.wwwAuthenticate).toBe(true);
    expect(changeSettings(oauth, { errorStyle: 'gateway' }).wwwAuthenticate).toBe(false);
    expect(changeSettings(settings, { errorStyle: 'oauth', wwwAuthenticate: false }).wwwAuthenticate).toBe(false);
    const always = changeSettings(settings, { wwwAuthenticate: true });
    expect(changeSettings(always, { errorStyle: 'documented' }).wwwAuthenticate).toBe(true);
  });

  it('looks known tokens up safely, for any token', () => {
    const { knownTokens } = changeSettings(settings, { knownTokens: { constructor: 'alice' } });
    expect([Object.getPrototypeOf(knownTokens), knownTokens['constructor']]).toEqual([null, 'alice']);
  });

  it.each([
    [{ port: 80 }, 'port can only be set at start.'],
    [{ adminToken: 'x' }, 'adminToken can only be set at start.'],
    [{ delyMs: 1 }, 'Unknown option "delyMs".'],
    [{ delayMs: '1' }, 'delayMs must be an integer from 0 to 3600000, not "1".'],
    [{ delayMs: null }, 'delayMs must be an integer from 0 to 3600000, not null.'],
    [{ variant: 'huge' }, /^variant must be documented, .* or drifted, not "huge"\.$/],
    [{ toString: 1 }, 'Unknown option "toString".'],
    [[], 'The settings must be an object.'],
    ['x', 'The settings must be an object.'],
    [null, 'The settings must be an object.'],
  ])('refuses %j', (patch, message) => {
    const expected = typeof message === 'string' ? message : expect.stringMatching(message);
    expect(refusal(patch)).toMatchObject({ code: 'ERR_CONFIG_INVALID', message: expected });
  });

  it('suggests the setting that was meant', () => {
    expect(refusal({ delyMs: 1 })).toMatchObject({ hint: 'Did you mean "delayMs"?' });
  });

  it('reports every problem at once', () => {
    expect(refusal({ port: 80, delyMs: 1, explain: 'no' })).toMatchObject({
      message: '3 options are invalid.',
      details: [
        'port can only be set at start.',
        'Unknown option "delyMs". Did you mean "delayMs"?',
        'explain must be true or false, not "no".',
      ],
    });
  });

  it('has a schema for every setting', () => {
    expect(Object.keys(settingsSchemas())).toEqual([...settingNames]);
    expect(settingsSchemas()['rateLimit']).toMatchObject({ type: ['integer', 'null'], minimum: 0 });
  });
});
