// Checks the body of a response: presence, type, encoding and schema.

import { TextDecoder } from 'node:util';
import type { UnplacedFinding } from '../findings/finding.ts';
import { describeValue } from '../findings/safe-text.ts';
import type { MediaType } from '../openapi/document.ts';
import { isJson } from '../openapi/responses.ts';
import { checkValue } from './check-value.ts';
import { covers, headerValues, type ReadMediaType, readMediaType } from './headers.ts';
import { createPathMask } from './path-mask.ts';
import { type BodyReading, readBody } from './read-body.ts';
import { parseJson, readJson } from './read-json.ts';
import type { ResponseContext } from './response-context.ts';

/** Flaws of the body and of the headers that describe it. */
export function checkBody(context: ResponseContext): readonly UnplacedFinding[] {
  const { response } = context;
  if (hasNoBody(context)) return [];
  if (response.body?.length === 0 && response.failure === undefined) return checkEmpty(context);
  if (context.spec?.content.size === 0) return isKnown(response) ? [undocumentedBody(context)] : [];
  const type = checkContentType(context);
  const reading = readBody(response, charsetOf(type));
  return [...type.findings, ...reading.findings, ...checkContent(context, type, reading)];
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-6.4.1 */
function hasNoBody({ method, response: { status } }: ResponseContext): boolean {
  return method === 'HEAD' || status < 200 || status === 204 || status === 304;
}

/** Captured traffic may lack its bodies. */
function isKnown({ body, value, failure }: ResponseContext['response']): boolean {
  return body !== undefined || value !== undefined || failure !== undefined;
}

/** An empty body is valid without documented content, or if an empty string is valid. */
function checkEmpty({ spec, validators, pathInFile, response }: ResponseContext): UnplacedFinding[] {
  if (spec === undefined || spec.content.size === 0) return [];
  const texts = [...spec.content.values()].filter(
    ({ mediaType, schema }) => !isJson(mediaType) && schema !== undefined,
  );
  if (texts.some(({ schemaPointer }) => validators.get(schemaPointer).isValid(''))) return [];
  return [
    {
      code: 'response/body-missing',
      message: `The body is empty, although one is documented for status ${response.status}.`,
      schemaPath: `${pathInFile(spec.pointer)}/content`,
      expected: [...spec.content.keys()].join(' or '),
      actual: 'nothing',
    },
  ];
}

function undocumentedBody({ response, spec, pathInFile }: ResponseContext): UnplacedFinding {
  return {
    code: 'response/body-undocumented',
    message: `The response has a body, although none is documented for status ${response.status}.`,
    ...(spec && { schemaPath: pathInFile(spec.pointer) }),
  };
}

/** JSON and unlabelled text are read as UTF-8. */
function charsetOf({ sent }: ContentTypeReading): string | undefined {
  return sent === undefined || isJson(sent.essence) ? undefined : sent.parameters.get('charset');
}

function checkContent(
  context: ResponseContext,
  type: ContentTypeReading,
  reading: BodyReading,
): readonly UnplacedFinding[] {
  const { sent, documented } = type;
  if (reading.parsed) return checkValue(context, documented ?? documentedJson(context), reading.parsed.value);
  if (reading.text === undefined) return [];
  if (sent && isJson(sent.essence)) return checkJson(context, documented ?? documentedJson(context), reading);
  if (documented) return checkValue(context, documented, isJson(documented.mediaType) ? undefined : reading.text);
  return checkUnlabelled(context, reading.text);
}

function checkJson(
  context: ResponseContext,
  media: MediaType | undefined,
  reading: BodyReading,
): readonly UnplacedFinding[] {
  const { json, findings } = readJson(reading.text ?? '', value =>
    createPathMask(context, media?.schemaPointer, value),
  );
  const mark: UnplacedFinding[] = reading.hasByteOrderMark ? [byteOrderMark] : [];
  return [...mark, ...findings, ...(json ? checkValue(context, media, json.value) : [])];
}

const byteOrderMark: UnplacedFinding = {
  code: 'response/byte-order-mark',
  message: 'The JSON begins with a byte order mark (EF BB BF).',
};

/** JSON with a wrong or missing type is still compared with the documented JSON. */
function checkUnlabelled(context: ResponseContext, text: string): readonly UnplacedFinding[] {
  const json = /^\s*[[{]/u.test(text) ? parseJson(text) : undefined;
  return json ? checkValue(context, documentedJson(context), json.value) : [];
}

function documentedJson({ spec }: ResponseContext): MediaType | undefined {
  return [...(spec?.content.values() ?? [])].find(({ mediaType }) => isJson(mediaType));
}

// Checks Content-Type against the document, and selects the documented media type for the body.

export interface ContentTypeReading {
  /** Undefined if it is missing or unreadable. */
  readonly sent: ReadMediaType | undefined;
  readonly documented: MediaType | undefined;
  readonly findings: readonly UnplacedFinding[];
}

/** Only if a body is present or expected. */
function checkContentType({ response, spec, pathInFile }: ResponseContext): ContentTypeReading {
  const values = headerValues(response.headers, 'content-type');
  const [value] = values;
  if (value === undefined)
    return unknown({ code: 'response/content-type-missing', message: 'The response has no Content-Type.' });
  const sent = values.length === 1 ? readMediaType(value) : undefined;
  if (sent === undefined) return unknown(malformed(values.length));
  const charset = checkCharset(sent);
  if (spec === undefined || spec.content.size === 0) return { sent, documented: undefined, findings: charset };
  const documented = documentedFor(spec.content, sent);
  const findings = documented
    ? charset
    : [undocumented(sent, [...spec.content.keys()], pathInFile(spec.pointer)), ...charset];
  return { sent, documented, findings };
}

/** The most specific documented media type or range. */
function documentedFor(content: ReadonlyMap<string, MediaType>, sent: ReadMediaType): MediaType | undefined {
  const wildcards = ({ mediaType }: MediaType): number => mediaType.split('*').length;
  return [...content.values()]
    .filter(({ mediaType }) => covers(mediaType, sent))
    .sort((a, b) => wildcards(a) - wildcards(b))[0];
}

function unknown(finding: UnplacedFinding): ContentTypeReading {
  return { sent: undefined, documented: undefined, findings: [finding] };
}

function malformed(count: number): UnplacedFinding {
  const message = count > 1 ? `Content-Type was sent ${count} times.` : 'Content-Type is not a media type.';
  return { code: 'response/content-type-malformed', message, expected: 'one media type, such as application/json' };
}

function undocumented({ essence }: ReadMediaType, documented: readonly string[], schemaPath: string): UnplacedFinding {
  const shown = shownMediaType(essence);
  return {
    code: 'response/content-type-undocumented',
    message: `The content type ${shown === undefined ? '' : `${shown} `}is not documented for this status.`,
    hint: `The document has ${documented.join(', ')}.`,
    schemaPath: `${schemaPath}/content`,
    expected: documented.join(' or '),
    actual: shown ?? describeValue(essence),
  };
}

// Any other text in Content-Type may be a token or personal data.
const quotable = new Set([
  ...['application/json', 'application/problem+json', 'application/vnd.api+json', 'application/jwt', 'application/xml'],
  ...['application/javascript', 'application/octet-stream', 'application/pdf', 'application/x-www-form-urlencoded'],
  ...[
    'text/html',
    'text/plain',
    'text/xml',
    'text/json',
    'text/csv',
    'text/css',
    'text/javascript',
    'text/event-stream',
  ],
  ...['application/zip', 'image/jpeg', 'image/png', 'multipart/form-data'],
]);

/** @see https://www.iana.org/assignments/media-type-structured-suffix */
const structured =
  /^(application|audio|font|image|message|model|multipart|text|video)\/.+(\+(?:json|xml|cbor|yaml|zip))$/u;

/** A media type as it may be quoted, such as `application/*+json`; undefined where nothing of it may be. */
function shownMediaType(essence: string): string | undefined {
  if (quotable.has(essence)) return essence;
  const [, type, suffix] = structured.exec(essence) ?? [];
  return type === undefined ? undefined : `${type}/*${suffix}`;
}

/** JSON is UTF-8, independent of the parameter. @see https://www.rfc-editor.org/rfc/rfc8259#section-8.1 */
function checkCharset({ essence, parameters }: ReadMediaType): UnplacedFinding[] {
  const charset = parameters.get('charset')?.toLowerCase();
  if (charset === undefined || /^utf-?8$/u.test(charset) || !isJson(essence)) return [];
  const isKnown = encodingOf(charset) !== undefined;
  return [
    {
      code: 'response/charset',
      message: `Content-Type says ${isKnown ? `charset ${charset}` : 'an unknown charset'}, but JSON is UTF-8.`,
      expected: 'utf-8, or no charset',
      actual: isKnown ? charset : describeValue(charset),
    },
  ];
}

/** @see https://encoding.spec.whatwg.org/#names-and-labels */
function encodingOf(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}
