// Pact's paths into a body, `$.a[0]['more info']`, and their matching rules.
// @see https://github.com/pact-foundation/pact-specification/tree/version-4#json-paths

import type { JsonObject } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';

/** A step: a name, an index, or `*` for any. */
type Token = string;

export function pathTokens(path: string): readonly Token[] {
  const steps = /\.([^.[\]]+)|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\d+|\*))\]/g;
  return [...path.matchAll(steps)].map(([, name, single, double, index]) => name ?? single ?? double ?? index ?? '');
}

export function pointerOfPath(path: string): string {
  return joinPointer('', ...pathTokens(path));
}

/** The rules for a place; exact paths take precedence over those with a star. */
export function rulesAt(rules: ReadonlyMap<string, readonly JsonObject[]>, path: string): readonly JsonObject[] {
  const tokens = pathTokens(path);
  const found = [...rules].filter(([rulePath]) => covers(pathTokens(rulePath), tokens));
  const stars = ([rulePath]: (typeof found)[number]): number => rulePath.split('*').length;
  return found.sort((a, b) => stars(a) - stars(b))[0]?.[1] ?? [];
}

function covers(rule: readonly Token[], tokens: readonly Token[]): boolean {
  return rule.length === tokens.length && rule.every((token, index) => token === '*' || token === tokens[index]);
}
