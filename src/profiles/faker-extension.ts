// `x-faker`: a claim from a method of faker, `internet.email`, `{ helpers.arrayElement: [[a, b]] }` or `{ number.int: { max: 9 } }`.
// @see https://fakerjs.dev/api/

import type { Faker } from '@faker-js/faker';
import { isObject } from '../base/json.ts';
import { suggest } from '../base/suggest.ts';
import type { Json } from '../contract/openapi/document.ts';
import type { Predicate } from '../contract/openapi/quick-checks.ts';
import type { Part } from '../contract/schema/keywords.ts';
import type { Facts } from './facts.ts';
import { isoOf } from './formats.ts';
import { localeOf } from './locale.ts';
import type { Context, Generate } from './node.ts';
import type { Predicates } from './predicates.ts';
import { Random } from './random.ts';
import { Ungeneratable } from './subschema.ts';

const attempts = 40;

interface Call {
  readonly module: string;
  readonly method: string;
  readonly args: readonly Json[];
  readonly pointer: string;
}

/**
 * Compiles `x-faker` of these schemas, if any. Its results must satisfy the schemas.
 * @throws Ungeneratable for an unknown method or an invalid result
 */
export function compileFaker(facts: Facts, predicates: Predicates): Generate | undefined {
  const part = facts.parts.find(({ schema }) => schema['x-faker'] !== undefined);
  if (part === undefined) return undefined;
  const call = callOf(part);
  const fits = predicates.ofAll(facts.parts);
  const witness = probe(call, facts, fits);
  return context => attempt(call, facts, fits, context) ?? witness;
}

/** Calls the method once when the document is loaded, to find mistakes early. */
function probe(call: Call, facts: Facts, fits: Predicate): Json {
  const sample = { random: new Random(1, 2, 3), locale: localeOf('en') };
  const value = attempt(call, facts, fits, sample);
  if (value === undefined)
    throw new Ungeneratable(call.pointer, `${call.module}.${call.method} returns no value that satisfies the schema`);
  return value;
}

function attempt(
  call: Call,
  facts: Facts,
  fits: Predicate,
  { locale, random }: Pick<Context, 'locale' | 'random'>,
): Json | undefined {
  const faker = locale.with(random);
  for (let count = 0; count < attempts; count++) {
    const value = asJson(invoke(faker, call), facts);
    if (value !== undefined && fits(value)) return value;
  }
  return undefined;
}

type Methods = Readonly<Record<string, Readonly<Record<string, (...args: readonly unknown[]) => unknown>>>>;

function invoke(faker: Faker, { module, method, args, pointer }: Call): unknown {
  try {
    return (faker as unknown as Methods)[module]?.[method]?.(...args);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Ungeneratable(pointer, `${module}.${method} failed: ${reason}`);
  }
}

/** Converts the result to JSON; a date becomes what the schema requires. */
function asJson(value: unknown, { types }: Facts): Json | undefined {
  if (value instanceof Date) {
    const seconds = Math.floor(value.getTime() / 1000);
    return types.has('string') ? isoOf(seconds) : seconds;
  }
  if (typeof value === 'bigint') return types.has('string') ? String(value) : Number(value);
  const text = JSON.stringify(value);
  return text === undefined ? undefined : (JSON.parse(text) as Json);
}

function callOf({ schema, pointer: at }: Part): Call {
  const pointer = `${at}/x-faker`;
  const setting = schema['x-faker'] as Json;
  const [entry, ...others] = isObject(setting) ? Object.entries(setting) : [[setting, []] as const];
  const [path, given] = entry ?? [];
  const args = isObject(given) ? [given] : given;
  if (typeof path !== 'string' || others.length > 0 || !Array.isArray(args)) {
    throw new Ungeneratable(
      pointer,
      'x-faker must be a method such as internet.email, or one method with a list of arguments or an object of options',
    );
  }
  const [module = '', method = '', ...rest] = path.split('.');
  const names = methodNames();
  if (rest.length > 0 || !names.includes(`${module}.${method}`)) throw unknownMethod(path, names, pointer);
  return { module, method, args: args as readonly Json[], pointer };
}

function unknownMethod(path: string, names: readonly string[], pointer: string): Ungeneratable {
  return new Ungeneratable(pointer, `faker has no method "${path}". ${suggest(path, names)}`);
}

function methodNames(): readonly string[] {
  const faker = localeOf('en').with(new Random(1, 2, 3));
  return Object.entries(faker as unknown as Readonly<Record<string, object>>)
    .filter(([module, value]) => isObject(value) && !/definitions$/i.test(module) && !module.startsWith('_'))
    .flatMap(([module, value]) => methodsOf(value).map(method => `${module}.${method}`));
}

function methodsOf(module: object): readonly string[] {
  const names = new Set<string>();
  for (let level: object | null = module; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) {
      const value: unknown = Reflect.get(level, name, module);
      if (name !== 'constructor' && typeof value === 'function') names.add(name);
    }
  }
  return [...names];
}
