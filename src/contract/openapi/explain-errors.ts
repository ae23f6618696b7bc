// Explains in words what a meta-schema finds wrong with a document.

import { showValue } from '../../base/json.ts';
import { nearest, suggest } from '../../base/suggest.ts';
import { describeType } from '../findings/safe-text.ts';
import { type MetaSchema, metaErrors, metaSchemaTree } from './ajv.ts';
import { describeValues, documentedNames, orList } from './describe-schema.ts';
import type { JsonObject, WarningCode } from './document.ts';
import { phraseOf } from './phrases.ts';
import { joinPointer, pointerTokens } from './pointer.ts';
import { type AjvError, isConstant, unknownName } from './reduce-errors.ts';
import { resolvePointer } from './resolve.ts';

/** One cause in words. */
export interface Explanation {
  readonly pointer: string;
  readonly message: string;
  readonly hint?: string;
  /** The keys that are missing, where some are. */
  readonly missing?: readonly string[];
  /** Set where the document can be served all the same. */
  readonly warning?: WarningCode;
}

/** What is wrong with a value by a meta-schema; empty when nothing is. */
export function explainMistakes(name: MetaSchema, value: unknown): Explanation[] {
  const errors = metaErrors(name, value);
  if (errors.length === 0) return [];
  const tree = metaSchemaTree(name);
  return merged(errors.filter(error => !followsFromOther(error, errors)).map(error => explain(tree, error, errors)));
}

/** The official schema asks for `default` where there is no response at all. */
function isResponses({ instancePath, keyword, params }: AjvError): boolean {
  const asks = keyword === 'minProperties' || (keyword === 'required' && params['missingProperty'] === 'default');
  return asks && instancePath.endsWith('/responses');
}

function followsFromOther(error: AjvError, errors: readonly AjvError[]): boolean {
  if (error.keyword !== 'required' && !isResponses(error)) return false;
  const beside = errors.filter(other => other !== error && other.instancePath === error.instancePath);
  // A condition on a key that is itself missing holds for every alternative.
  const isPremature = error.at.includes('/then') && beside.some(isUnconditional);
  return isPremature || beside.some(other => isMeant(error, unknownName(other)));
}

function isUnconditional({ keyword, at }: AjvError): boolean {
  return keyword === 'required' && !at.includes('/then');
}

/** A key that is there, but misspelt, is reported once, where it stands; and so is a status that cannot be. */
function isMeant(error: AjvError, unknown: string | undefined): boolean {
  if (unknown === undefined) return false;
  return isResponses(error) || nearest(unknown, [String(error.params['missingProperty'])]) !== undefined;
}

/** `responses: {}` breaks two rules that say the same. */
function merged(explanations: readonly Explanation[]): Explanation[] {
  return [...new Map(explanations.map(each => [`${each.pointer} ${each.message}`, each])).values()];
}

function explain(tree: JsonObject, error: AjvError, errors: readonly AjvError[]): Explanation {
  const { instancePath: pointer, keyword, params, data } = error;
  if (isResponses(error)) return { pointer, message: 'expected at least one response, such as 200 or default' };
  const unknown = unknownName(error);
  if (unknown !== undefined) return explainUnknown(tree, error, unknown, errors);
  switch (keyword) {
    case 'required':
      return missing(pointer, [String(params['missingProperty'])]);
    case 'dependentRequired':
      return { pointer, message: `expected "${params['missingProperty']}", since "${params['property']}" is there` };
    case 'anyOf':
    case 'oneOf':
    case 'not':
      return explainAlternatives(tree, error);
    case 'uniqueItems':
      return {
        ...asked(tree, error, `items ${params['j']} and ${params['i']} are equal`, 'but '),
        warning: 'document/items-repeated',
      };
    case 'minItems':
    case 'minProperties':
      return {
        ...asked(tree, error, String(Object.keys(data as object).length)),
        // An empty list requires nothing.
        ...(pointer.endsWith('/required') && { warning: 'document/unread-invalid' }),
      };
    case 'type':
      return asked(tree, error, typeOf(data, pointer));
    default:
      return asked(tree, error, showAt(data, pointer));
  }
}

function asked(tree: JsonObject, error: AjvError, found: string, but = 'but found '): Explanation {
  const { expected, message } = phraseOf(tree, error);
  const { instancePath: pointer } = error;
  return { pointer, message: expected === undefined ? message : `expected ${expected}, ${but}${found}` };
}

function missing(pointer: string, names: readonly string[]): Explanation {
  return { pointer, message: `expected ${orList(names.map(quote))}, which is missing`, missing: names };
}

function explainAlternatives(tree: JsonObject, error: AjvError): Explanation {
  const { instancePath: pointer, keyword, params, branches = [] } = error;
  const names = rivals(error);
  if (names.length > 1 && (keyword === 'not' || Array.isArray(params['passingSchemas'])))
    return {
      pointer,
      message: `expected only one of ${names.map(quote).join(' and ')}`,
      ...(names.every(name => /^examples?$/u.test(name)) && { warning: 'document/unread-invalid' }),
    };
  const lacks = branches.map(branch =>
    branch.length === 1 && branch[0]?.keyword === 'required' ? branch[0] : undefined,
  );
  // A document may have components or webhooks instead of paths, but neither can be served.
  if (lacks.length > 0 && lacks.every(each => each?.instancePath === pointer))
    return missing(pointer, pointer === '' ? ['paths'] : lacks.map(each => String(each?.params['missingProperty'])));
  return explainConstants(branches) ?? asked(tree, error, showAt(error.data, pointer));
}

/** Alternatives that a constant in the same member tells apart, such as the types of security schemes. */
function explainConstants(branches: readonly (readonly AjvError[])[]): Explanation | undefined {
  const constants = branches.map(branch => branch.find(isConstant));
  const [first] = constants;
  if (first === undefined || !constants.every(each => each?.instancePath === first.instancePath)) return undefined;
  const values = [...new Set(constants.flatMap(each => each?.schema ?? []))];
  return {
    pointer: first.instancePath,
    message: `expected ${describeValues(values)}, but found ${showAt(first.data, first.instancePath)}`,
  };
}

/** The keys that exclude each other: each alternative asks for one, or one must not be there with another. */
function rivals({ schema, at }: AjvError): string[] {
  const first = pointerTokens(at).slice(-2);
  const others = [schema as object].flat().flatMap(part => ('required' in part ? (part.required as string[]) : []));
  return [...(first[0] === 'dependentSchemas' ? first.slice(1) : []), ...others];
}

function explainUnknown(tree: JsonObject, error: AjvError, name: string, errors: readonly AjvError[]): Explanation {
  const schema = resolvePointer(tree, error.at)?.value;
  const known = [...documentedNames(tree, schema)];
  const patterns = Object.keys((schema as JsonObject)['patternProperties'] ?? {}).filter(pattern => pattern !== '^x-');
  const choices = [...known, ...patterns.map(pattern => `names that match ${pattern}`), 'names that start with x-'];
  const isError = errors.some(
    other => other.instancePath === error.instancePath && other.keyword === 'required' && isMeant(other, name),
  );
  return {
    pointer: joinPointer(error.instancePath, name),
    message: `expected a key that OpenAPI knows here, but found "${name}"`,
    hint: suggest(name, known, choices),
    ...(!isError && { warning: 'document/keyword-unknown' }),
  };
}

function quote(name: string): string {
  return `"${name}"`;
}

/** The type of a value, and the value if it is neither long nor secret. */
function typeOf(value: unknown, pointer: string): string {
  if (value === null) return 'nothing';
  if (typeof value === 'object') return describeType(value);
  const shown = showAt(value, pointer);
  return shown.startsWith('a ') ? shown : `the ${typeof value} ${shown}`;
}

function showAt(value: unknown, pointer: string): string {
  return showValue(value, pointer.split('/').at(-1));
}
