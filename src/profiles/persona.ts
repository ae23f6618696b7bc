// A persona: a hand-written person, of whom some claims are given and the rest is generated.

import { KitError } from '../base/errors.ts';
import type { JsonObject, Location } from '../contract/openapi/document.ts';

export interface Persona {
  /** What tokens call it: `alice`. The name of its file. */
  readonly name: string;
  /** A few words for lists of personas. */
  readonly title: string;
  /** What the persona is good for in a test. */
  readonly description: string;
  /** Faker's locale for what is generated; undefined for the one of the server. */
  readonly locale: string | undefined;
  readonly claims: JsonObject;
  /** Names of optional claims that are never sent. */
  readonly absent: readonly string[];
  /** Where it was read: a path, or what else made it. */
  readonly file: string;
  /** Whether it comes with the package, and so is bent to fit a document that it does not know. */
  readonly builtin: boolean;
  /** Line and column of a JSON Pointer into the file; undefined for a persona that has no file. */
  readonly locate: ((pointer: string) => Location) | undefined;
}

/** One thing that is wrong with a persona. */
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
