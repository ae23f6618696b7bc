// Checks the body of a response: presence, type, encoding and schema.

import type { UnplacedFinding } from '../findings/finding.ts';
import type { MediaType } from '../openapi/document.ts';
import { isJson } from '../openapi/responses.ts';
import { type ContentTypeReading, checkContentType } from './check-content-type.ts';
import { checkValue } from './check-value.ts';
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
