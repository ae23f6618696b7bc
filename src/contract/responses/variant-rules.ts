// The claims of a profile's variant, by `x-variants` (spec/README.md).

import { isObject } from '../../base/json.ts';
import type { UnplacedFinding } from '../findings/finding.ts';
import type { Json, JsonObject } from '../openapi/document.ts';
import { joinPointer } from '../openapi/pointer.ts';
import { memberPointers, schemasFor } from '../schema/for-value.ts';
import { declaredNames, type Part, requiredNames } from '../schema/keywords.ts';
import { type ClaimContext, findUndocumentedClaims } from './undocumented-claims.ts';

export type ProfileVariant =
  | 'documented'
  | 'sdk'
  | 'minimal'
  | 'maximal'
  | 'boundary'
  | 'additive'
  | 'respelled'
  | 'drifted';

interface Claim {
  readonly name: string;
  readonly isPresent: boolean;
  readonly schemaPath: string;
  readonly leftOutBy: ReadonlySet<'sdk' | 'minimal'>;
}

interface VariantRule {
  /** A variant whose omitted claims it omits. */
  readonly lacks?: 'sdk' | 'minimal';
  /** Variants that it has more claims than. A person may lack any single claim, so one more suffices. */
  readonly beyond: readonly ('sdk' | 'minimal')[];
  /** Whether it has undocumented claims; undefined if that is open. */
  readonly extras?: boolean;
}

const full: VariantRule = { beyond: ['sdk', 'minimal'], extras: false };
const rules: Readonly<Record<ProfileVariant, VariantRule>> = {
  documented: full,
  sdk: { lacks: 'sdk', beyond: ['minimal'], extras: false },
  minimal: { lacks: 'minimal', beyond: [], extras: false },
  maximal: full,
  boundary: full,
  additive: { ...full, extras: true },
  respelled: full,
  drifted: { beyond: [] },
};

export const profileVariants: readonly ProfileVariant[] = Object.keys(rules) as ProfileVariant[];

/**
 * Whether claims are those of a variant, by their names. The schema checks the values, which must be invalid for `drifted`.
 */
export function checkVariant(
  context: ClaimContext,
  schemaPointer: string,
  profile: unknown,
  variant: ProfileVariant,
): readonly UnplacedFinding[] {
  if (!isObject(profile)) return [];
  const { lacks, beyond, extras } = rules[variant];
  const claims = claimsOf(context, schemaPointer, profile);
  const tooMany = claims.filter(({ isPresent, leftOutBy }) => isPresent && lacks !== undefined && leftOutBy.has(lacks));
  const undocumented = extras === undefined ? [] : findUndocumentedClaims(context, schemaPointer, profile);
  return [
    ...tooMany.map(({ name, schemaPath }) =>
      differs(variant, `/${name} must be absent`, joinPointer('', name), schemaPath),
    ),
    ...beyond.flatMap(other => tooFew(variant, other, claims)),
    ...(extras === true && undocumented.length === 0
      ? [differs(variant, 'An undocumented claim must be present')]
      : []),
    ...(extras === true
      ? []
      : undocumented.map(({ message, instancePath }) =>
          differs(variant, `${message} Undocumented claims must be absent`, instancePath),
        )),
  ];
}

function tooFew(variant: ProfileVariant, other: 'sdk' | 'minimal', claims: readonly Claim[]): UnplacedFinding[] {
  const more = claims.filter(({ leftOutBy }) => leftOutBy.has(other));
  if (more.length === 0 || more.some(({ isPresent }) => isPresent)) return [];
  return [differs(variant, `Of ${more.map(({ name }) => name).join(', ')} at least one must be present`)];
}

function claimsOf(
  { document: { root }, pathInFile }: ClaimContext,
  schemaPointer: string,
  profile: JsonObject,
): Claim[] {
  const places = schemasFor(root, [schemaPointer], profile);
  const required = requiredNames(places);
  return [...declaredNames(places)].map(name => {
    const pointers = memberPointers(places, name);
    const treatments = schemasFor(root, pointers, profile[name]).reduce(withTreatments, {});
    const leftOutBy = new Set<'sdk' | 'minimal'>();
    if (treatments['sdk'] === 'absent') leftOutBy.add('sdk');
    if (treatments['minimal'] === undefined && !required.has(name)) leftOutBy.add('minimal');
    return { name, isPresent: Object.hasOwn(profile, name), schemaPath: pathInFile(pointers[0] ?? ''), leftOutBy };
  });
}

function withTreatments(treatments: JsonObject, { schema }: Part): JsonObject {
  const own: Json | undefined = schema['x-variants'];
  return isObject(own) ? { ...own, ...treatments } : treatments;
}

function differs(variant: string, problem: string, instancePath = '', schemaPath = ''): UnplacedFinding {
  return {
    code: 'response/variant',
    message: `${problem} in a profile of the variant "${variant}".`,
    instancePath,
    schemaPath,
  };
}
