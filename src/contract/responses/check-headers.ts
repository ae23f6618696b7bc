// Checks the headers of a response: documented ones, and those with a format in HTTP.

import type { UnplacedFinding } from '../findings/finding.ts';
import type { HeaderSpec } from '../openapi/document.ts';
import type { Validator } from '../openapi/validators.ts';
import { isSuccess } from './find-operation.ts';
import { headerValue, listMembers } from './headers.ts';
import { checkRetryAfter, readChallenges } from './http-forms.ts';
import type { ResponseContext } from './response-context.ts';

/** Without the headers that describe the body. */
export function checkHeaders(context: ResponseContext): readonly UnplacedFinding[] {
  return headerFindings(context).map(([, finding]) => finding);
}

/** Each flaw with the name of its header. */
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
