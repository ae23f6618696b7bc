// Checks the headers of a response: documented ones, and those with a format in HTTP.

import type { UnplacedFinding } from '../findings/finding.ts';
import type { HeaderSpec } from '../openapi/document.ts';
import type { Validator } from '../openapi/validators.ts';
import { headerValue, listMembers } from './headers.ts';
import { isSuccess, type ResponseContext } from './response-context.ts';

/** Without the headers that describe the body. */
export function checkHeaders(context: ResponseContext): readonly UnplacedFinding[] {
  return headerFindings(context).map(([, finding]) => finding);
}

export function headerFindings(context: ResponseContext): readonly (readonly [name: string, UnplacedFinding])[] {
  const { headers } = context.response;
  const ofHttp = Object.entries(formChecks).flatMap(([name, check]) => {
    const value = headerValue(headers, name);
    return value === undefined ? [] : check(value).map(finding => [name, finding] as const);
  });
  // A malformed header is not compared with the document.
  const broken = new Set(
    ofHttp.filter(([, { code }]) => code !== 'response/retry-after-date').map(([name]) => name.toLowerCase()),
  );
  const documented = [...(context.spec?.headers ?? [])].filter(
    ([name]) => !broken.has(name) && name !== 'content-type',
  );
  return [
    ...ofHttp,
    ...documented.flatMap(([, header]) =>
      checkDocumented(context, header).map(finding => [header.name, finding] as const),
    ),
    ...checkCaching(context).map(finding => ['Cache-Control', finding] as const),
  ];
}

const formChecks: Readonly<Record<string, (value: string) => readonly UnplacedFinding[]>> = {
  'Retry-After': checkRetryAfter,
  'WWW-Authenticate': checkChallenges,
};

function checkChallenges(value: string): readonly UnplacedFinding[] {
  if (readChallenges(value) !== undefined) return [];
  const message = 'The header WWW-Authenticate is not a list of challenges.';
  return [{ code: 'response/challenge-malformed', message, expected: 'a scheme and its parameters' }];
}

function checkDocumented(context: ResponseContext, header: HeaderSpec): readonly UnplacedFinding[] {
  const { name, required, schema, schemaPointer } = header;
  const value = headerValue(context.response.headers, name);
  if (value === undefined) return required ? [missing(context, header)] : [];
  if (schema === undefined) return [];
  const validator = context.validators.get(schemaPointer);
  const values = /^set-cookie$/iu.test(name) ? value.split(cookieStart) : [value];
  return values.flatMap(one => checkValue(context, name, one, validator));
}

/** Start of the next Set-Cookie in joined lines: dates contain commas, too. @see RFC 9110 section 5.3 */
const cookieStart = /,\s*(?=[^\s;,="]+=)/u;

function missing({ pathInFile }: ResponseContext, { name, schemaPointer }: HeaderSpec): UnplacedFinding {
  const schemaPath = pathInFile(schemaPointer.replace(/\/schema$/u, ''));
  return { code: 'response/header-missing', message: `The header ${name} is missing.`, schemaPath, actual: 'nothing' };
}

function checkValue(
  { showValues }: ResponseContext,
  name: string,
  value: string,
  validator: Validator,
): UnplacedFinding[] {
  // A header is text; its schema may mean the number, boolean or list that it spells.
  if ([value, spelt(value), value.split(/[ \t]*,[ \t]*/u)].some(candidate => validator.isValid(candidate))) return [];
  return validator
    .check(value, name, { showValues })
    .map(({ message, code: _, severity: __, where: ___, ...finding }) => ({
      ...finding,
      code: 'response/header-invalid',
      message: message.replace(/^The value/u, `The header ${name}`),
    }));
}

function spelt(value: string): unknown {
  return /^(?:true|false|-?\d+(?:\.\d+)?)$/u.test(value)
    ? JSON.parse(value.replace(/^(-?)0+(?=\d)/u, '$1'))
    : undefined;
}

/** Caching of a token owner's data. @see https://www.rfc-editor.org/rfc/rfc9111#section-3 */
function checkCaching({ operation, spec, response }: ResponseContext): readonly UnplacedFinding[] {
  if (!operation.requiresToken || spec === undefined || !isSuccess(spec)) return [];
  const directives = listMembers(headerValue(response.headers, 'cache-control')).map(text => text.split('=')[0]);
  if (directives.includes('no-store')) return [];
  // Only these allow a shared cache to store the answer to a request with Authorization (RFC 9111 section 3.5).
  const shared = ['public', 's-maxage', 'must-revalidate'].filter(name => directives.includes(name));
  if (shared.length > 0 && !directives.includes('private'))
    return [
      {
        code: 'response/storable',
        message: `Cache-Control has ${shared.join(' and ')}, so shared caches may store the response.`,
      },
    ];
  return [{ code: 'response/storable-privately', message: 'Cache-Control lacks no-store.' }];
}

// Headers whose form HTTP settles: WWW-Authenticate and Retry-After.

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
function checkRetryAfter(value: string): readonly UnplacedFinding[] {
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
