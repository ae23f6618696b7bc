// A persona: a hand-written person; claims that it does not set are generated.

import { KitError } from '../base/errors.ts';
import type { JsonObject, Location } from '../contract/openapi/document.ts';

export interface Persona {
  /** Name in tokens: `alice`. The name of its file. */
  readonly name: string;
  /** A few words for lists of personas. */
  readonly title: string;
  /** Purpose of the persona in tests. */
  readonly description: string;
  /** Faker's locale of generated claims; default: the server's. */
  readonly locale: string | undefined;
  readonly claims: JsonObject;
  /** Optional claims to omit. */
  readonly absent: readonly string[];
  /** Its origin: a path, or a description. */
  readonly file: string;
  /** Whether it is built in, and adapted to other documents. */
  readonly builtin: boolean;
  /** Line and column of a JSON Pointer into the file; undefined without a file. */
  readonly locate: ((pointer: string) => Location) | undefined;
}

export interface PersonaProblem {
  readonly persona: Persona;
  /** JSON Pointer into its file; '' is the whole file. */
  readonly pointer: string;
  readonly text: string;
}

export function personasInvalid(problems: readonly PersonaProblem[]): KitError {
  const lines = problems.map(told);
  const [first = ''] = lines;
  const message = lines.length === 1 ? first : `${lines.length} problems in personas.`;
  return new KitError('ERR_PERSONA_INVALID', message, {
    hint: 'A persona may set any documented claim to a valid value.',
    details: lines.length === 1 ? [] : lines,
    data: { problems: problems.map(({ persona, pointer, text }) => ({ file: persona.file, pointer, text })) },
  });
}

function told({ persona, pointer, text }: PersonaProblem): string {
  const place = persona.locate?.(pointer);
  const where = place === undefined ? persona.file : `${place.file}:${place.line}:${place.column}`;
  return `${where}: ${pointer === '' ? '' : `${pointer}: `}${text}${text.endsWith('?') ? '' : '.'}`;
}
