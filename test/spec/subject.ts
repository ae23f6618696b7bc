// The document under test, read plainly: without the loader and the validators of src/, which have tests of their own.

import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { documentFile } from '../../spec/generate.ts';

export type Node = Record<string, unknown>;

export const root: Node = parse(readFileSync(documentFile, 'utf8')) as Node;
export const statusesOfThePage: readonly string[] = ['200', '400', '401', '403', '429', '500'];

const validators = new Ajv2020({ allErrors: true, strict: true });
addFormats.default(validators);
validators.addVocabulary(['components', 'x-contradictions', 'x-faker', 'x-person', 'x-variants']);
validators.addSchema({ $id: 'document', components: { schemas: at('/components/schemas') } });

export function isValid(schema: string, value: unknown): boolean {
  return validator(`/components/schemas/${schema}`)(value) === true;
}

/** The compiled schema at a JSON Pointer. */
export function validator(pointer: string): ValidateFunction {
  const compiled = pointer.startsWith('/components/schemas')
    ? validators.getSchema(`document#${pointer}`)
    : validators.compile(at(pointer));
  if (!compiled) throw new Error(`no schema at ${pointer}`);
  return compiled as ValidateFunction;
}

export function failuresOf(validate: ValidateFunction, value: unknown, where: string): string[] {
  return validate(value) ? [] : [`${where}: ${validators.errorsText(validate.errors)}`];
}

export function propertiesOf(schema: string): string[] {
  return Object.keys(at(`/components/schemas/${schema}/properties`));
}

/** A named example of a status, and what its response says of it. */
export interface Named {
  name: string;
  pointer: string;
  schema: Node;
  headers: Node;
}

export function namedExamples(status: string): Named[] {
  const response = at(`/paths/~1userinfo/get/responses/${status}`);
  return Object.values(response['content'] as Record<string, Node>).flatMap(({ schema, examples }) =>
    Object.entries(examples as Record<string, Node>).map(([name, example]) => ({
      name,
      pointer: String(example['$ref']).slice(1),
      schema: schema as Node,
      headers: response['headers'] as Node,
    })),
  );
}

/** A schema compiled apart from the document, its references leading back into it. */
export function validatorOf(schema: Node): ValidateFunction {
  return validators.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')) as Node);
}

/** The object at a JSON Pointer; follows a reference at its end. */
export function at(pointer: string): Node {
  const parts = pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/'));
  const found = parts.reduce<unknown>((node, part) => (node as Node)[part], root) as Node;
  if (typeof found !== 'object') throw new Error(`nothing at ${pointer}`);
  return typeof found['$ref'] === 'string' ? at(found['$ref'].slice(1)) : found;
}

/** Every object below a node, examples of values aside. */
export function nodes(node: unknown, pointer = ''): { node: Node; pointer: string }[] {
  if (typeof node !== 'object' || node === null) return [];
  const below = Object.entries(node).filter(
    ([key]) => !['examples', 'value', 'enum', 'const'].includes(key) || pointer === '/components',
  );
  const self = Array.isArray(node) ? [] : [{ node: node as Node, pointer }];
  return [...self, ...below.flatMap(([key, value]) => nodes(value, `${pointer}/${key.replaceAll('/', '~1')}`))];
}
