// Checks Content-Type against the document, and selects the documented media type for the body.

import { TextDecoder } from 'node:util';
import { describeValue } from '../findings/describe-value.ts';
import type { UnplacedFinding } from '../findings/finding.ts';
import type { MediaType } from '../openapi/document.ts';
import { isJson } from '../openapi/responses.ts';
import { headerValues } from './headers.ts';
import { covers, type ReadMediaType, readMediaType } from './media-type.ts';
import type { ResponseContext } from './response-context.ts';

export interface ContentTypeReading {
  /** Undefined if it is missing or unreadable. */
  readonly sent: ReadMediaType | undefined;
  /** The matching documented media type. */
  readonly documented: MediaType | undefined;
  readonly findings: readonly UnplacedFinding[];
}

/** Only if a body is present or expected. */
export function checkContentType({ response, spec, pathInFile }: ResponseContext): ContentTypeReading {
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
