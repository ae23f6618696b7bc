// Headers whose form HTTP settles: WWW-Authenticate and Retry-After.

import type { UnplacedFinding } from '../findings/finding.ts';

/** One challenge, such as `Bearer error="invalid_token"`. */
export interface Challenge {
  /** As written; case-insensitive. */
  readonly scheme: string;
  /** By name in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const patterns = {
  separator: /[ \t]*(?:,[ \t]*)+/uy,
  parameter: new RegExp(`(${token})[ \\t]*=[ \\t]*(?:(${token})|"((?:[^"\\\\]|\\\\.)*)")(?=[ \\t]*(?:,|$))`, 'uy'),
  token68: /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/uy,
  scheme: new RegExp(`(${token})(?=[ ]|[ \\t]*(?:,|$))`, 'uy'),
  spaces: / +/uy,
} as const;

/**
 * Every challenge of WWW-Authenticate; undefined where it is not a list of challenges.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
export function readChallenges(value: string): readonly Challenge[] | undefined {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = position;
    const match = pattern.exec(value) ?? undefined;
    if (match) position = pattern.lastIndex;
    return match;
  };
  const takeParameter = (parameters: Map<string, string> | undefined): boolean => {
    const [, name, plain, quoted] = parameters ? (take(patterns.parameter) ?? []) : [];
    // A parameter may occur only once in a challenge (section 11.2).
    if (name === undefined || parameters?.has(name.toLowerCase())) return false;
    parameters?.set(name.toLowerCase(), plain ?? (quoted ?? '').replace(/\\(.)/gu, '$1'));
    return true;
  };
  take(patterns.separator);
  while (position < value.length) {
    if (!takeParameter(challenges.at(-1)?.parameters)) {
      const scheme = take(patterns.scheme)?.[1];
      if (scheme === undefined) return undefined;
      const parameters = new Map<string, string>();
      challenges.push({ scheme, parameters });
      if (take(patterns.spaces) && !takeParameter(parameters)) take(patterns.token68);
    }
    if (position < value.length && !take(patterns.separator)) return undefined;
  }
  return challenges.length === 0 ? undefined : challenges;
}

/** What HTTP says against a value of Retry-After. @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
export function checkRetryAfter(value: string): readonly UnplacedFinding[] {
  if (/^\d+$/u.test(value)) return [];
  if (isHttpDate(value)) {
    const message = 'The header Retry-After is a date; many clients read a number of seconds only.';
    return [{ code: 'response/retry-after-date', message, actual: 'a date' }];
  }
  const message = 'The header Retry-After is neither an integer of seconds nor an HTTP date.';
  return [{ code: 'response/retry-after', message, expected: 'seconds, such as 25', actual: describe(value) }];
}

const days = 'Sun|Mon|Tue|Wed|Thu|Fri|Sat';
const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const time = '\\d{2}:\\d{2}:\\d{2}';
// The current format, and two obsolete ones that must be accepted (RFC 9110 section 5.6.7).
const forms: readonly RegExp[] = [
  new RegExp(`^(?:${days}), \\d{2} (?:${months}) \\d{4} ${time} GMT$`, 'u'),
  new RegExp(`^(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day, \\d{2}-(?:${months})-\\d{2} ${time} GMT$`, 'u'),
  new RegExp(`^(?:${days}) (?:${months}) [ \\d]\\d ${time} \\d{4}$`, 'u'),
];

/** Whether a string is an HTTP-date of an existing day and time; the day's name is ignored. */
export function isHttpDate(text: string): boolean {
  return forms.some(form => form.test(text)) && !Number.isNaN(Date.parse(text));
}

function describe(value: string): string {
  if (/^-\d+$/u.test(value)) return 'a negative number';
  if (/^\d*\.\d+$/u.test(value)) return 'a number with a fraction';
  return value === '' ? 'an empty value' : 'something else';
}
