// Compiles schemas to generators: one node for each place of a value and set of schemas.

import type { ApiDocument, Json } from '../contract/openapi/document.ts';
import { sentKeyword } from '../contract/openapi/isolate-schema.ts';
import type { Validators } from '../contract/openapi/validators.ts';
import type { Part, Subschema } from '../contract/schema/keywords.ts';
import { chooseBranch, followCondition } from './applicators.ts';
import { type Facts, factsOf, type TypeName } from './facts.ts';
import { compileFaker } from './faker-extension.ts';
import { guardedBy } from './guard.ts';
import { LeastSizes } from './least-size.ts';
import { compileList } from './lists.ts';
import { type Context, empty, type Generate, type Mode, type Node, type NodeSource } from './node.ts';
import { compileNumber } from './numbers.ts';
import { compileObject } from './objects.ts';
import { compilePersonal, namedAttribute, type Personal } from './personal.ts';
import { Predicates } from './predicates.ts';
import { partsOf, Ungeneratable } from './subschema.ts';
import { compileText } from './texts.ts';

/** Maximum depth of a value, for schemas that require themselves. */
const deepest = 40;

/** What the schemas of a document say in every mode. */
export class Schemas {
  readonly document: ApiDocument;
  readonly validators: Validators;
  readonly predicates: Predicates;
  readonly sizes: LeastSizes;
  private readonly facts = new Map<string, Facts>();

  constructor(document: ApiDocument, validators: Validators) {
    this.document = document;
    this.validators = validators;
    this.predicates = new Predicates(document, validators);
    this.sizes = new LeastSizes(document);
  }

  factsOf(subschemas: readonly Subschema[]): Facts {
    const key = subschemas.map(({ pointer }) => pointer).join(' ');
    const known = this.facts.get(key) ?? factsOf(partsOf(this.document, subschemas), subschemas[0]?.pointer ?? '');
    this.facts.set(key, known);
    return known;
  }
}

export class Compiler implements NodeSource {
  readonly mode: Mode;
  readonly predicates: Predicates;
  readonly document: ApiDocument;
  readonly validators: Validators;
  private readonly nodes = new Map<string, Node>();
  private readonly schemas: Schemas;

  constructor(schemas: Schemas, mode: Mode) {
    this.schemas = schemas;
    this.document = schemas.document;
    this.validators = schemas.validators;
    this.predicates = schemas.predicates;
    this.mode = mode;
  }

  node(subschemas: readonly Subschema[], settled: ReadonlySet<string> = new Set()): Node {
    const key = `${subschemas.map(({ pointer }) => pointer).join(' ')}|${[...settled].join(' ')}`;
    const known = this.nodes.get(key);
    if (known !== undefined) return known;
    const node = this.shell(subschemas, settled);
    this.nodes.set(key, node);
    return node;
  }

  /** Compiles a node on first use: schemas may be recursive. */
  private shell(subschemas: readonly Subschema[], settled: ReadonlySet<string>): Node {
    const pointer = subschemas[0]?.pointer ?? '';
    let facts: Facts | undefined;
    const readFacts = () => {
      facts ??= this.schemas.factsOf(subschemas);
      return facts;
    };
    let personal: Personal | null | undefined;
    const node: Node = {
      pointer,
      facts: readFacts,
      active: 0,
      get personal() {
        if (personal === undefined) personal = personalOf() ?? null;
        return personal ?? undefined;
      },
      make: context => {
        node.make = this.compiledOrNot(node, settled);
        return node.make(context);
      },
      generate: context => {
        const value = node.personal?.(context);
        return value === undefined ? node.make(context) : value;
      },
    };
    const personalOf = () => {
      const attribute = settled.size === 0 ? namedAttribute(readFacts().parts) : undefined;
      return attribute === undefined ? undefined : compilePersonal(this, readFacts(), attribute);
    };
    return node;
  }

  /** A failed compilation fails every time. */
  private compiledOrNot(node: Node, settled: ReadonlySet<string>): Generate {
    try {
      return this.compile(node, settled);
    } catch (error) {
      if (!(error instanceof Ungeneratable)) throw error;
      return () => {
        throw error;
      };
    }
  }

  private compile(node: Node, settled: ReadonlySet<string>): Generate {
    const facts = node.facts();
    this.schemas.sizes.of(facts.parts);
    const body = this.body(node, facts, settled);
    const guard = facts.guarded.filter(part => !settled.has(guardOf(part)));
    return guard.length === 0 ? body : guardedBy(guard, body, this, facts);
  }

  private body(node: Node, facts: Facts, settled: ReadonlySet<string>): Generate {
    const above = new Set([...settled, ...facts.guarded.map(guardOf)]);
    const condition = facts.conditions.find(({ pointer }) => !settled.has(pointer));
    if (condition !== undefined) return followCondition(this, facts, condition, above);
    const alternative = facts.alternatives.find(({ pointer }) => !settled.has(pointer));
    if (alternative !== undefined) return chooseBranch(this, facts, alternative, above);
    const wantsEmpty = settled.has(empty);
    const sent = facts.parts.map(({ schema }) => schema[sentKeyword]).find(Array.isArray);
    if (sent !== undefined) return ({ random }) => random.pick(sent as Json[]);
    const faked = wantsEmpty ? undefined : compileFaker(facts, this.predicates);
    return faked ?? this.enumerated(facts, wantsEmpty) ?? this.byType(node, facts, wantsEmpty);
  }

  private enumerated({ enumerated, parts, pointer }: Facts, wantsEmpty: boolean): Generate | undefined {
    if (enumerated === undefined) return undefined;
    const check = this.predicates.ofAll(parts);
    const values = enumerated.filter(check);
    const [first] = values;
    if (first === undefined)
      throw new Ungeneratable(pointer, 'no value of the enum or const satisfies the other keywords');
    const isNullable = values.includes(null);
    if (wantsEmpty || this.mode === 'minimal') return () => (isNullable ? null : first);
    const others = values.filter(value => value !== null);
    if (this.mode === 'maximal' && others.length > 0) return ({ random }) => random.pick(others);
    return ({ random }) => random.pick(values);
  }

  private byType(node: Node, facts: Facts, wantsEmpty: boolean): Generate {
    const isNullable = facts.types.has('null');
    const isOpen = facts.types.size === 6;
    if (isNullable && !isOpen && (wantsEmpty || this.mode === 'minimal')) return () => null;
    const types = typesToTry(facts);
    const generators: Generate[] = [];
    let failure: unknown;
    for (const type of types) {
      try {
        generators.push(this.ofType(type, node, facts, wantsEmpty));
      } catch (error) {
        if (!(error instanceof Ungeneratable)) throw error;
        failure ??= error;
      }
    }
    const [first] = generators;
    if (first === undefined) {
      if (isNullable) return () => null;
      throw failure;
    }
    const isSometimesNull = isNullable && !isOpen && this.mode !== 'maximal';
    const one: Generate =
      isOpen || generators.length === 1 || wantsEmpty ? first : context => context.random.pick(generators)(context);
    return isSometimesNull ? context => (context.random.chance(0.15) ? null : one(context)) : one;
  }

  private ofType(type: TypeName, node: Node, facts: Facts, wantsEmpty: boolean): Generate {
    switch (type) {
      case 'null':
        return () => null;
      case 'boolean':
        return flag(this.mode, wantsEmpty);
      case 'number':
        return compileNumber(this, facts, wantsEmpty);
      case 'string':
        return compileText(this, facts, wantsEmpty);
      case 'array':
        return entered(node, compileList(this, facts, wantsEmpty));
      case 'object':
        return entered(node, compileObject(this, facts, wantsEmpty));
    }
  }
}

function guardOf({ pointer }: Part): string {
  return `guard ${pointer}`;
}

/** Counts the active calls of a node, so that recursion ends. */
function entered(node: Node, generate: Generate): Generate {
  return (context: Context): Json => {
    if (node.active >= deepest) throw new Ungeneratable(node.pointer, 'the schema requires itself without end');
    node.active++;
    try {
      return generate(context);
    } finally {
      node.active--;
    }
  };
}

const hints: Readonly<Record<string, TypeName>> = {
  properties: 'object',
  required: 'object',
  additionalProperties: 'object',
  patternProperties: 'object',
  minProperties: 'object',
  propertyNames: 'object',
  items: 'array',
  prefixItems: 'array',
  minItems: 'array',
  contains: 'array',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  multipleOf: 'number',
};

/** Without null; if every type is allowed, the type that the other keywords describe comes first. */
function typesToTry({ types, parts }: Facts): readonly TypeName[] {
  const named = [...types].filter(type => type !== 'null');
  if (types.size < 6) return named.length > 0 ? named : ['null'];
  const keywords = parts.flatMap(({ schema }) => Object.keys(schema));
  const hinted = keywords.flatMap(keyword => (Object.hasOwn(hints, keyword) ? [hints[keyword] as TypeName] : []));
  return [...new Set<TypeName>([...hinted, 'string', ...named])];
}

function flag(mode: Mode, wantsEmpty: boolean): Generate {
  if (wantsEmpty || mode === 'minimal') return () => false;
  if (mode === 'maximal') return () => true;
  return ({ random }) => random.chance(0.5);
}
