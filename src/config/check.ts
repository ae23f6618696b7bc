// Checks options from all sources against the table, and applies their precedence. Ten lines for each type replace ajv,
// which would take longer to start, and word each problem for its source.

import { KitError } from '../base/errors.ts';
import { isObject, showValue } from '../base/json.ts';
import { didYouMean } from '../base/suggest.ts';
import { type Config, type OptionName, optionTable, type Rule } from './options.ts';

/** One value of a source; `text` comes from a command line or the environment and is not parsed yet. */
export interface Setting<Name extends string = OptionName> {
  readonly option: Name;
  /** The option in its source's notation: `--port`, `APS_USERINFO_PORT`, `mock.yaml:3: port`, `port`. */
  readonly label: string;
  readonly value: unknown;
  readonly form: 'text' | 'data';
}

/** A problem in a sentence that names its source, and what to do. */
export interface Problem {
  readonly label: string;
  readonly message: string;
  readonly hint?: string;
}

export type Given<Name extends string = OptionName> = Setting<Name> | Problem;

/** Every option has a value; defaults that depend on other options may be undefined. */
export type Said = Omit<Config, 'admin' | 'wwwAuthenticate'> & {
  readonly admin: boolean | undefined;
  readonly wwwAuthenticate: boolean | undefined;
};

/** A check across options; `labels` has the source of each given one. */
export type Rules = (said: Said, labels: ReadonlyMap<OptionName, string>) => readonly Problem[];

/**
 * The value of each option from its strongest source, else its default.
 *
 * @throws ERR_CONFIG_INVALID naming every problem of every source, overridden or not
 */
export function settle(strongestFirst: readonly (readonly Given[])[], rules: Rules): Said {
  const problems: Problem[] = [];
  const values = new Map<OptionName, unknown>(
    Object.entries(optionTable).map(([name, option]) => [name as OptionName, frozen(option.default)]),
  );
  const labels = new Map<OptionName, string>();
  for (const given of strongestFirst.toReversed().flat()) {
    const read = 'message' in given ? given : readSetting(given, optionTable);
    if ('message' in read) {
      problems.push(read);
    } else {
      values.set(read.option, read.value);
      labels.set(read.option, read.label);
    }
  }
  const said = Object.fromEntries(values) as unknown as Said;
  if (problems.length === 0) problems.push(...rules(said, labels));
  refuse(problems);
  return said;
}

/** Rejects contradicting options. */
export function checkRules(said: Said, labels: ReadonlyMap<OptionName, string>): readonly Problem[] {
  return [...checkAdmin(said, labels), ...checkDocument(said, labels), ...checkTls(said, labels)];
}

function checkAdmin({ admin, adminToken, host }: Said, labels: ReadonlyMap<OptionName, string>): readonly Problem[] {
  if (admin !== true || adminToken !== undefined || isLoopback(host)) return [];
  const label = labels.get('admin') ?? 'admin';
  return [
    {
      label,
      message: `${label} requires adminToken on the host ${host}, which other machines can reach.`,
      hint: 'Set adminToken (--admin-token, APS_USERINFO_ADMIN_TOKEN), or listen on 127.0.0.1.',
    },
  ];
}

function checkDocument({ spec, profileApi }: Said, labels: ReadonlyMap<OptionName, string>): readonly Problem[] {
  const label = labels.get('profileApi');
  if (spec === undefined || label === undefined || profileApi === 'v1') return [];
  return [
    {
      label,
      message: `${label} selects a built-in document, but ${labels.get('spec') ?? 'spec'} sets another one.`,
      hint: 'Remove one of them; your own document lists its scopes with x-scopes.',
    },
  ];
}

function checkTls({ tlsCert, tlsKey }: Said, labels: ReadonlyMap<OptionName, string>): readonly Problem[] {
  if ((tlsCert === undefined) === (tlsKey === undefined)) return [];
  const [given, other] = tlsKey === undefined ? (['tlsCert', 'tlsKey'] as const) : (['tlsKey', 'tlsCert'] as const);
  const label = labels.get(given) ?? given;
  return [{ label, message: `${label} requires ${other}.`, hint: 'Set both, or neither for a local certificate.' }];
}

/** Throws ERR_CONFIG_INVALID for problems: a single one is the message, several are its details. */
export function refuse(problems: readonly Problem[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  const data = { problems };
  if (others.length === 0) {
    throw new KitError('ERR_CONFIG_INVALID', first.message, {
      ...(first.hint === undefined ? {} : { hint: first.hint }),
      data,
    });
  }
  const details = problems.map(({ message, hint }) => (hint === undefined ? message : `${message} ${hint}`));
  throw new KitError('ERR_CONFIG_INVALID', `${problems.length} options are invalid.`, { details, data });
}

export function readSetting<Name extends string>(
  setting: Setting<Name>,
  table: Readonly<Record<Name, Rule>>,
): Given<Name> {
  const { option: name, label, value, form } = setting;
  const option: Rule = table[name];
  const result = form === 'text' && typeof value === 'string' ? fromText(option, value) : value;
  const expected = expectation(option, result);
  if (expected === undefined) return { ...setting, value: frozen(result) };
  return {
    label,
    message: `${label} must be ${expected}, not ${showValue(value, option.secret === true ? 'secret' : name)}.`,
    ...hintFor(option, value),
  };
}

/** Parses a text; returns it unchanged if that fails. */
function fromText(option: Rule, text: string): unknown {
  switch (option.type) {
    case 'integer':
      return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : text;
    case 'boolean':
      return { true: true, 1: true, false: false, 0: false }[text] ?? text;
    case 'path':
      return option.canBeOff && text === 'false' ? false : text;
    case 'texts':
    case 'paths':
      return text === '' ? [] : text.split(',').map(part => part.trim());
    default:
      return text;
  }
}

/** The expectation that a value fails; undefined for a valid one. */
function expectation(option: Rule, value: unknown): string | undefined {
  switch (option.type) {
    case 'integer': {
      const fits = Number.isInteger(value) && Number(value) >= option.minimum && Number(value) <= option.maximum;
      return fits ? undefined : `an integer from ${option.minimum} to ${option.maximum}`;
    }
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'choice':
      return option.choices.some(choice => choice === value) ? undefined : oneOf(option.choices);
    case 'path':
      if (option.canBeOff) return isFilled(value) || value === false ? undefined : 'a path or false';
      return isFilled(value) ? undefined : 'a path';
    case 'text':
      return typeof value === 'string' && (option.pattern === undefined || new RegExp(option.pattern).test(value))
        ? undefined
        : (option.expected ?? 'a string');
    case 'texts':
    case 'paths':
      return Array.isArray(value) && value.every(isFilled)
        ? undefined
        : `a list of non-empty ${option.type === 'paths' ? 'paths' : 'strings'}`;
    case 'map':
      return isTextMap(value) ? undefined : 'a map of strings';
  }
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isTextMap(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isFilled);
}

function oneOf(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function hintFor(option: Rule, value: unknown): { hint?: string } {
  const meant = option.type === 'choice' && typeof value === 'string' ? didYouMean(value, option.choices) : undefined;
  if (meant !== undefined) return { hint: meant };
  const isQuotable = typeof value === 'number' || typeof value === 'boolean';
  if (isQuotable && (option.type === 'text' || option.type === 'path') && option.secret !== true) {
    return { hint: `Quote it: "${value}".` };
  }
  return {};
}

/** An immutable copy. A map has no prototype, so any key can be looked up. */
function frozen(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze([...value]);
  if (typeof value === 'object' && value !== null) return Object.freeze(Object.assign(Object.create(null), value));
  return value;
}

/**
 * Whether a host is local: 127.0.0.0/8, ::1 or localhost.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6890#section-2.2
 */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return name === 'localhost' || name === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(name);
}
