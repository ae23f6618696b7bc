// Whether the body of an error goes with its status, and whether what is sent as a success is an error.

import type { UnplacedFinding } from '../findings/finding.ts';
import type { ResponseSpec } from '../openapi/document.ts';
import { joinPointer } from '../openapi/pointer.ts';
import { isJson } from '../openapi/responses.ts';
import { foreignSigns } from './error-signs.ts';
import { isSuccess } from './find-operation.ts';
import type { ResponseContext } from './response-context.ts';

/** @param isInvalid whether the body breaks its own schema */
export function checkErrorBody(
  context: ResponseContext,
  body: unknown,
  isInvalid: boolean,
): readonly UnplacedFinding[] {
  const { spec } = context;
  if (spec === undefined) return [];
  if (isSuccess(spec)) return isInvalid ? checkSuccess(context, body) : [];
  const [sign] = foreignSigns(context.operation, spec, body);
  if (sign === undefined) return [];
  const instancePath = joinPointer('', sign.member);
  const statuses = [...sign.keys].join(' and ');
  return [
    {
      code: 'response/error-of-other-status',
      // The value is one of the document's own.
      message: `${instancePath} is "${sign.value}", which goes with status ${statuses}, not ${context.response.status}.`,
      instancePath,
      schemaPath: context.pathInFile(spec.pointer),
      expected: `status ${statuses}`,
      actual: `status ${context.response.status}`,
    },
  ];
}

function checkSuccess(context: ResponseContext, body: unknown): UnplacedFinding[] {
  const { operation, response, spec, pathInFile } = context;
  const errors = [...operation.responses.values()].filter(other => !isSuccess(other) && isBodyOf(context, other, body));
  const signs = spec === undefined ? [] : foreignSigns(operation, spec, body);
  // Several statuses may share a schema; the code in the body tells them apart.
  const meant = errors.find(({ key }) => signs.some(({ keys }) => keys.has(key))) ?? errors[0];
  if (meant === undefined) return [];
  const message = `The status is ${response.status}, but the body is that of an error, as documented for ${meant.key}.`;
  return [{ code: 'response/error-with-success', message, schemaPath: pathInFile(meant.pointer) }];
}

function isBodyOf({ validators }: ResponseContext, { content }: ResponseSpec, body: unknown): boolean {
  const media = [...content.values()].filter(({ mediaType, schema }) => isJson(mediaType) && schema !== undefined);
  return media.some(({ schemaPointer }) => {
    const validator = validators.get(schemaPointer);
    // A schema that an empty object satisfies tells nothing apart.
    return validator.isValid(body) && !validator.isValid({});
  });
}
