// The size of a schema's smallest value, so that one that is too large is refused before anything is generated.

import type { ApiDocument } from '../contract/openapi/document.ts';
import { boundsOf } from '../contract/openapi/pattern-bounds.ts';
import {
  child,
  declaredNames,
  itemSchemas,
  listedSchemas,
  memberSchemas,
  namedSchemas,
  type Part,
  requiredNames,
  type Subschema,
} from '../contract/schema/keywords.ts';
import { factsOf, type TypeName } from './facts.ts';
import { largest, partsOf, strings, Ungeneratable } from './subschema.ts';

/** More than any profile has, and little enough to generate at a start. */
const mostCharacters = 1_000_000;
const deepest = 200;

/** Lower bounds, in characters of JSON. */
export class LeastSizes {
  private readonly document: ApiDocument;
  private readonly known = new Map<string, number | Ungeneratable>();

  constructor(document: ApiDocument) {
    this.document = document;
  }

  /** @throws Ungeneratable for more than a megabyte, with the innermost schema of that size */
  of(subschemas: readonly Subschema[], level = 0): number {
    const key = subschemas.map(({ pointer }) => pointer).join(' ');
    const known = this.known.get(key);
    if (known instanceof Ungeneratable) throw known;
    if (known !== undefined) return known;
    // A schema that requires itself is found while generating.
    this.known.set(key, 0);
    try {
      const size = this.measured(subschemas, level);
      this.known.set(key, size);
      return size;
    } catch (error) {
      if (error instanceof Ungeneratable) this.known.set(key, error);
      throw error;
    }
  }

  private measured(subschemas: readonly Subschema[], level: number): number {
    const pointer = subschemas[0]?.pointer ?? '';
    if (level > deepest) throw new Ungeneratable(pointer, `its values have more than ${deepest} levels`);
    const { parts, types, enumerated, alternatives } = factsOf(partsOf(this.document, subschemas), pointer);
    const own =
      enumerated === undefined
        ? this.smallest([...types].map(type => () => this.ofType(type, types.size, parts, level)))
        : enumerated.reduce<number>((least, value) => Math.min(least, JSON.stringify(value).length), mostCharacters);
    const chosen = alternatives.map(({ branches }) =>
      this.smallest(branches.map(branch => () => this.of([branch], level))),
    );
    const size = Math.max(Number.isFinite(own) ? own : 1, ...chosen.filter(Number.isFinite));
    if (size <= mostCharacters) return size;
    throw new Ungeneratable(pointer, 'its smallest value is longer than one megabyte');
  }

  /** Of several possibilities, one is enough. */
  private smallest(possibilities: readonly (() => number)[]): number {
    let failure: Ungeneratable | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const measure of possibilities) {
      try {
        least = Math.min(least, measure());
      } catch (error) {
        if (!(error instanceof Ungeneratable)) throw error;
        failure ??= error;
      }
    }
    if (failure !== undefined && least === Number.POSITIVE_INFINITY) throw failure;
    return least;
  }

  private ofType(type: TypeName, types: number, parts: readonly Part[], level: number): number {
    // Without a type, the generator follows the keywords.
    const hasAny = (names: readonly string[]): boolean =>
      types < 6 || parts.some(({ schema }) => names.some(name => name in schema));
    if (type === 'string' && hasAny(['pattern', 'minLength'])) return this.text(parts);
    if (type === 'array' && hasAny(['minItems', 'contains'])) return this.list(parts, level);
    if (type === 'object' && hasAny(['required', 'minProperties'])) return this.object(parts, level);
    return types < 6 ? 1 : Number.POSITIVE_INFINITY;
  }

  private text(parts: readonly Part[]): number {
    // One that cannot be read is reported with the pattern.
    const matching = strings(parts, 'pattern')
      .map(pattern => boundsOf(pattern).least)
      .filter(Number.isFinite);
    return Math.max(largest(parts, 'minLength', 0), ...matching);
  }

  private list(parts: readonly Part[], level: number): number {
    const contained = parts.map(({ schema }) =>
      schema['contains'] === undefined ? 0 : Number(schema['minContains'] ?? 1),
    );
    const length = Math.max(largest(parts, 'minItems', 0), ...contained);
    if (length === 0 || length > mostCharacters) return Math.min(length, 2 * mostCharacters);
    const containing = parts.map((part, index) =>
      contained[index] ? contained[index] * (1 + this.of([child(part, 'contains')], level + 1)) : 0,
    );
    // Items that are forbidden are reported with the limits of the list.
    const itemAt = (index: number): number => {
      const schemas = itemSchemas(parts, index);
      return schemas.some(({ schema }) => schema === false) ? 1 : 1 + this.of(schemas, level + 1);
    };
    const listed = Math.min(length, Math.max(0, ...parts.map(part => listedSchemas(part, 'prefixItems').length)));
    const first = Array.from({ length: listed }, (_, index) => itemAt(index));
    const rest = length > listed ? (length - listed) * itemAt(listed) : 0;
    return Math.max(
      first.reduce((sum, size) => sum + size, rest),
      ...containing,
    );
  }

  private object(parts: readonly Part[], level: number): number {
    const required = requiredNames(parts);
    const others = Math.max(0, largest(parts, 'minProperties', 0) - required.size);
    const sizeOf = (schemas: readonly Subschema[]): number => around + this.of(schemas, level + 1);
    const rest =
      others === 0 ? 0 : others * this.smallest(otherMembers(parts, required).map(each => () => sizeOf(each)));
    return [...required].reduce(
      (sum, name) => sum + name.length + sizeOf(memberSchemas(parts, name)),
      Number.isFinite(rest) ? rest : others * around,
    );
  }
}

/** The quotes, the colon and the comma of a member. */
const around = 4;

/** The schemas of each member that may stand beside the required ones. */
function otherMembers(parts: readonly Part[], required: ReadonlySet<string>): readonly (readonly Subschema[])[] {
  const optional = [...declaredNames(parts)].filter(name => !required.has(name));
  const matching = parts.flatMap(part =>
    Object.keys(namedSchemas(part, 'patternProperties')).map(pattern => [child(part, 'patternProperties', pattern)]),
  );
  const all = [...[...optional, undeclared].map(name => memberSchemas(parts, name)), ...matching];
  return all.filter(schemas => schemas.every(({ schema }) => schema !== false));
}

const undeclared = '\u{10ffff}';
