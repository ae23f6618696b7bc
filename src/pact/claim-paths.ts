// The claims that a consumer reads, in the consumer's notation: `sub`, `address.country`, or `/a.b` for a name with a dot;
// and what they are of a value.

import { KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { suggest } from '../base/suggest.ts';
import type { ApiDocument, Json } from '../contract/openapi/document.ts';
import { joinPointer, pointerTokens } from '../contract/openapi/pointer.ts';
import type { Validators } from '../contract/openapi/validators.ts';
import type { Subschema } from '../contract/schema/keywords.ts';
import { type Outline, outlineOf, type Place } from '../contract/schema/outline.ts';

export interface Schemas {
  readonly document: ApiDocument;
  readonly validators: Validators;
}

/** A claim that the consumer reads, or a parent object. */
export interface ClaimPath {
  /** In the consumer's notation. */
  readonly name: string;
  readonly tokens: readonly string[];
  readonly optional: boolean;
  readonly nullable: boolean;
}

/** The wanted part of a value: all of it, or some members. */
export interface Wanted {
  readonly whole: boolean;
  readonly members: ReadonlyMap<string, Wanted>;
}

export interface ReadClaims {
  /** In the consumer's notation; default: required claims. */
  readonly names: readonly string[];
  /** The claims and their parents, each once, outermost first. */
  readonly paths: readonly ClaimPath[];
  readonly wanted: Wanted;
}

/**
 * Parses names of claims; by default, the claims that the document requires.
 * @throws ERR_PACT_CLAIM_UNKNOWN naming every undocumented claim, with the nearest documented one
 */
export function readClaims(schemas: Schemas, profile: Subschema, claims: readonly string[] | undefined): ReadClaims {
  const root: Place = { at: profile.pointer };
  const names = claims ?? [...outlineOf(schemas.document, root).required].map(name => nameOf([name]));
  const paths = new Map<string, ClaimPath>();
  const problems: string[] = [];
  for (const name of names) {
    const found = follow(schemas, root, name);
    if ('problem' in found) problems.push(found.problem);
    else for (const path of found.paths) paths.set(path.name, path);
  }
  if (problems.length > 0) throw unknownClaims(problems);
  return { names, paths: [...paths.values()], wanted: treeOf(names.map(tokensOf)) };
}

type Followed = { readonly paths: readonly ClaimPath[] } | { readonly problem: string };

function follow({ document }: Schemas, root: Place, name: string): Followed {
  const tokens = tokensOf(name);
  const paths: ClaimPath[] = [];
  let outline = outlineOf(document, root);
  for (const [index, token] of tokens.entries()) {
    const { members, required } = itemOutline(document, outline);
    const member = members.get(token);
    if (member === undefined) {
      const known = [...members.keys()].map(candidate => nameOf([...tokens.slice(0, index), candidate]));
      return { problem: unknownClaim(name, known) };
    }
    outline = outlineOf(document, member);
    const walked = tokens.slice(0, index + 1);
    const nullable = outline.types?.has('null') === true && outline.values?.includes(null) !== false;
    paths.push({ name: nameOf(walked), tokens: walked, optional: !required.has(token), nullable });
  }
  return { paths };
}

/** The outline of a list's items. */
function itemOutline(document: ApiDocument, outline: Outline): Outline {
  return outline.items === undefined ? outline : itemOutline(document, outlineOf(document, outline.items));
}

function unknownClaim(name: string, known: readonly string[]): string {
  return `"${name}". ${suggest(name, known)}`;
}

function unknownClaims(problems: readonly string[]): KitError {
  const [first] = problems;
  return problems.length === 1
    ? new KitError('ERR_PACT_CLAIM_UNKNOWN', `The document declares no claim ${first}`)
    : new KitError('ERR_PACT_CLAIM_UNKNOWN', `The document does not declare ${problems.length} of the claims`, {
        details: problems,
      });
}

function tokensOf(name: string): readonly string[] {
  return name.startsWith('/') ? pointerTokens(name) : name.split('.');
}

function nameOf(tokens: readonly string[]): string {
  return tokens.some(token => token.includes('.')) ? joinPointer('', ...tokens) : tokens.join('.');
}

/** A whole object takes precedence over its members. */
function treeOf(paths: readonly (readonly string[])[]): Wanted {
  const whole = paths.some(path => path.length === 0);
  const names = whole ? [] : [...new Set(paths.map(([first = '']) => first))];
  const below = (name: string) => paths.filter(([first]) => first === name).map(path => path.slice(1));
  return { whole, members: new Map(names.map(name => [name, treeOf(below(name))])) };
}

/** The wanted part of a value, in the value's order. */
export function project(value: Json, wanted: Wanted): Json {
  if (wanted.whole) return value;
  if (Array.isArray(value)) return value.map((item: Json) => project(item, wanted));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([name, member]) => {
    const inner = wanted.members.get(name);
    return inner === undefined ? [] : [[name, project(member, inner)] as const];
  });
  return Object.fromEntries(entries);
}

/** The value at a claim; of a list, that of its first item. */
export function valueAt(value: Json | undefined, [first, ...rest]: readonly string[]): Json | undefined {
  const one = Array.isArray(value) ? (value[0] as Json | undefined) : value;
  if (first === undefined) return value;
  return isObject(one) ? valueAt(one[first], rest) : undefined;
}
