// A persona: a hand-written person, of whom some claims are given and the rest is generated.

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
