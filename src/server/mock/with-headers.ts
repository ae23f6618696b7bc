// Adds to the headers of an answer.

import type { Answer } from './exchange.ts';

/** @param headers null leaves a header out, also one that every answer has otherwise */
export function withHeaders(answer: Answer, headers: Readonly<Record<string, string | null>>): Answer {
  const merged: Record<string, string | null> = { ...answer.headers };
  for (const [name, value] of Object.entries(headers)) merged[name.toLowerCase()] = value;
  return { ...answer, headers: merged };
}
