// What is wrong with personas, all of it in one error, each with file, line and JSON Pointer.

import { KitError } from '../base/errors.ts';
import type { Persona } from './persona.ts';

export interface PersonaProblem {
  readonly persona: Persona;
  /** JSON Pointer into its file; '' is the whole. */
  readonly pointer: string;
  readonly text: string;
}

export function personasInvalid(problems: readonly PersonaProblem[]): KitError {
  const lines = problems.map(told);
  const [first = ''] = lines;
  const message = lines.length === 1 ? first : `${lines.length} problems in personas.`;
  return new KitError('ERR_PERSONA_INVALID', message, {
    hint: 'A persona may give any claim that the document declares, in the way that it declares it.',
    details: lines.length === 1 ? [] : lines,
    data: { problems: problems.map(({ persona, pointer, text }) => ({ file: persona.file, pointer, text })) },
  });
}

function told({ persona, pointer, text }: PersonaProblem): string {
  const place = persona.locate?.(pointer);
  const where = place === undefined ? persona.file : `${place.file}:${place.line}:${place.column}`;
  return `${where}: ${pointer === '' ? '' : `${pointer}: `}${text}${text.endsWith('?') ? '' : '.'}`;
}
