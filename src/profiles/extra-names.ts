// Members that the document does not name: the entries of a map, what `minProperties` asks for, undocumented claims.

import type { Json } from '../contract/openapi/document.ts';
import type { Context, NodeSource } from './node.ts';
import type { ObjectShape } from './object-shape.ts';
import { put } from './objects.ts';
import { parsePattern } from './pattern.ts';
import type { Random } from './random.ts';
import { Ungeneratable } from './subschema.ts';

/** Adds so many members to an object. @throws Ungeneratable where no names are left that are allowed */
export type AddExtras = (context: Context, object: Record<string, Json>, count: number) => void;

/** Names that a service might one day add; none of them is one of OpenID Connect or Autodesk's. */
const undocumented = ['beta_features', 'experience_level', 'preferred_theme', 'x_trace', 'seats', 'onboarding', 'née'];
const attempts = 40;

/** Compiles the adding of members. */
export function extraNames(source: NodeSource, shape: ObjectShape, pointer: string): AddExtras {
  const isAllowed = (name: string) =>
    !shape.members.some(member => member.name === name) &&
    !shape.schemasOf(name).some(({ schema }) => schema === false) &&
    shape.names.every(subschema => source.predicates.of(subschema)(name));
  return (context, object, count) => {
    for (let added = 0; added < count; added++) {
      const name = nextName(
        source,
        shape,
        context,
        candidate => isAllowed(candidate) && !Object.hasOwn(object, candidate),
      );
      if (name === undefined) {
        if (source.mode === 'additive' && Object.keys(object).length >= shape.min) return;
        throw new Ungeneratable(pointer, 'no name was found for one more member');
      }
      const schemas = shape.schemasOf(name);
      put(
        object,
        name,
        schemas.length === 0 ? anything(context.random) : source.node(schemas, new Set()).generate(context),
      );
    }
  };
}

function nextName(
  source: NodeSource,
  shape: ObjectShape,
  context: Context,
  isFree: (name: string) => boolean,
): string | undefined {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const name = candidate(source, shape, context, attempt);
    if (isFree(name)) return name;
  }
  // The names that must be there are the ones that are optional and were left out.
  return shape.members.find(
    ({ name, required, schemas }) => !required && !schemas.some(({ schema }) => schema === false) && isFree(name),
  )?.name;
}

function candidate(source: NodeSource, shape: ObjectShape, context: Context, attempt: number): string {
  const { random } = context;
  const pattern = shape.patterns[attempt % Math.max(1, shape.patterns.length)];
  if (pattern !== undefined && attempt % 2 === 0) {
    return parsePattern(pattern).generate(random, { extra: 1 + attempt, exactly: false, wide: false });
  }
  if (shape.names.length > 0) {
    const name = source
      .node([...shape.names, { schema: { type: 'string' }, pointer: '' }], new Set())
      .generate(context);
    if (typeof name === 'string') return name;
  }
  return attempt < undocumented.length
    ? (undocumented[(random.below(undocumented.length) + attempt) % undocumented.length] ?? '')
    : `x_${random.string('abcdefghijklmnopqrstuvwxyz', 6)}`;
}

function anything(random: Random): Json {
  return random.pick<Json>([
    'expert',
    '',
    true,
    3,
    null,
    [],
    ['a', 'b'],
    { since: 2025, tags: ['new'] },
    'ünïcödé',
    -1.5,
  ]);
}
