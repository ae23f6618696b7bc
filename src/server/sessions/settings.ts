// Settings that a session can change while the server runs: a subset of the options, with the same names.

import { KitError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import { type Given, readSetting, refuse } from '../../config/check.ts';
import type { Config } from '../../config/config.ts';
import { isOptionName, optionTable } from '../../config/options.ts';
import { renderConfigSchema } from '../../config/published.ts';
import { fromMember } from '../../config/sources.ts';

export const settingNames = [
  'profileApi',
  'variant',
  'scenario',
  'delayMs',
  'errorStyle',
  'wwwAuthenticate',
  'auth',
  'bearer',
  'tokens',
  'knownTokens',
  'requireScope',
  'requireNonce',
  'refreshGraceMs',
  'refreshReuse',
  'strictAud',
  'rejectReplayedJti',
  'rateLimit',
  'rateLimitWindowSeconds',
  'rateLimitKey',
  'rateLimitHeaders',
  'rateLimitReset',
  'userRateLimit',
  'echoCorrelationId',
  'explain',
  'prismCompat',
] as const;

type SettingName = (typeof settingNames)[number];

export type Settings = Pick<Config, SettingName>;

/** Optional settings: no scenario, the document's limit. */
type Clearable = { [Name in SettingName]: undefined extends Settings[Name] ? Name : never }[SettingName];
const clearable: Readonly<Record<Clearable, true>> = {
  scenario: true,
  rateLimit: true,
  rateLimitWindowSeconds: true,
  userRateLimit: true,
};

/** Initial settings of a session. */
export function settingsOf(config: Config): Settings {
  return Object.fromEntries(settingNames.map(name => [name, config[name]])) as unknown as Settings;
}

type Schemas = Readonly<Record<string, { readonly [keyword: string]: string | number | readonly string[] }>>;

/** JSON Schema of each setting, by name; null stands for no value. */
export function settingsSchemas(): Schemas {
  const { properties } = JSON.parse(renderConfigSchema()) as { readonly properties: Schemas };
  const withNull = (name: string) => ({ ...properties[name], type: [String(properties[name]?.['type']), 'null'] });
  return Object.fromEntries(
    settingNames.map(name => [name, isClearable(name) ? withNull(name) : (properties[name] ?? {})]),
  );
}

/**
 * Changes some settings; `null` clears an optional one. `wwwAuthenticate` follows `errorStyle` unless set separately.
 *
 * @throws ERR_CONFIG_INVALID naming every unknown member and every invalid value
 */
export function changeSettings(current: Settings, patch: unknown): Settings {
  if (!isObject(patch)) {
    throw new KitError('ERR_CONFIG_INVALID', 'The settings must be an object.', {
      hint: 'Such as { "delayMs": 250 }.',
    });
  }
  const members = Object.entries(patch).filter(([, value]) => value !== undefined);
  const read = members.map(([name, value]) => readMember(name, value));
  refuse(read.filter(given => 'message' in given));
  const changes = Object.fromEntries(read.flatMap(given => ('message' in given ? [] : [[given.option, given.value]])));
  return { ...current, ...following(current, changes), ...changes };
}

function readMember(name: string, value: unknown): Given {
  if (value === null && isClearable(name)) return { option: name, label: name, value: undefined, form: 'data' };
  if (isOptionName(name) && !settingNames.some(setting => setting === name)) {
    return { label: name, message: `${name} can only be set at start.` };
  }
  const given = fromMember(name, value, '', settingNames);
  return 'message' in given ? given : readSetting(given, optionTable);
}

function isClearable(name: string): name is Clearable {
  return Object.hasOwn(clearable, name);
}

function following(current: Settings, { errorStyle }: Partial<Settings>): Partial<Settings> {
  const follows = current.wwwAuthenticate === (current.errorStyle === 'oauth');
  return errorStyle !== undefined && follows ? { wwwAuthenticate: errorStyle === 'oauth' } : {};
}
