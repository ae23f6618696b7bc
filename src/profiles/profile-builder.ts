// From a seed to a profile: a person's attributes as documented claims, in JSON.

import type { Json } from '../contract/openapi/document.ts';
import { pointerTokens } from '../contract/openapi/pointer.ts';
import { Compiler, Schemas } from './compiler.ts';
import { createPerson, createSubject } from './create-person.ts';
import { createDrift, type Drift } from './drift.ts';
import { orUngeneratable, proveGeneratable, type SchemaTarget } from './generate-value.ts';
import { type Locale, localeOf } from './locale.ts';
import { type Context, fullBudget, type GivenClaims, type Mode, type Node, type Tried } from './node.ts';
import type { KnownOfPerson, Person, PersonStyle } from './person.ts';
import { knownFromClaims } from './personal.ts';
import type { Persona } from './personas.ts';
import { type PictureHost, withPictures } from './pictures.ts';
import { isOfPackage, isProven, keepProof } from './proven.ts';
import { type Random, randomOf } from './random.ts';
import { subschemaAt, type Ungeneratable } from './subschema.ts';
import { respell, type Variant } from './variants.ts';

export interface ProfileBuilderOptions extends SchemaTarget {
  /** Part of every profile's seed. */
  readonly seed: string;
  /** Faker's locale of people without their own. */
  readonly locale: string;
}

export interface ProfileRequest {
  /** The same seed gives the same person. For a persona usually its name. */
  readonly seed: string;
  readonly persona?: Persona | undefined;
  readonly variant: Variant;
  /** The person's id if known, such as the `userid` of a JWT. */
  readonly subject?: string | undefined;
  /** Default: Autodesk's own URLs. */
  readonly pictures?: PictureHost | undefined;
}

export interface Profile {
  readonly claims: Json;
  /** JSON of the claims. */
  readonly body: string;
  /** JSON Pointer to the broken claim; only in the variant `drifted`. */
  readonly driftedAt?: string;
  /** Whether the body has the URLs of the pictures' host as they are, and is otherwise the same with every host. */
  readonly isSameElsewhere?: boolean;
}

export interface ProfileBuilder {
  /** Optional claims that no value satisfies, so that no profile has them. */
  readonly impossible: readonly Ungeneratable[];
  /**
   * The same request gives the same bytes, on every machine and at any time.
   * @throws ERR_PROFILE_UNGENERATABLE for `drifted` if the schema accepts every value; ERR_PROFILE_LOCALE_UNKNOWN
   */
  build(request: ProfileRequest): Profile;
  /**
   * The person behind a request, whatever the document makes of them.
   *
   * @param style `full`: the same person with all that is left to chance, such as an uploaded picture
   */
  personOf(request: Omit<ProfileRequest, 'variant'>, style?: 'full'): Person;
  /** The id that a persona has: given by its claims, else made from its name. */
  subjectOf(persona: Persona): string;
}

const styles: { readonly [mode in Mode]: PersonStyle } = {
  documented: 'ordinary',
  sdk: 'ordinary',
  minimal: 'ordinary',
  maximal: 'full',
  boundary: 'boundary',
  additive: 'ordinary',
};

/**
 * Compiles the schema and checks that every variant can be built.
 * @throws ERR_PROFILE_UNGENERATABLE with the JSON Pointer and the reason
 * @throws ERR_PROFILE_LOCALE_UNKNOWN
 */
export function createProfileBuilder(options: ProfileBuilderOptions): ProfileBuilder {
  const schemas = new Schemas(options.document, options.validators);
  const roots = new Map(modes.map(mode => [mode, rootOf(options, schemas, mode)]));
  const makers: Makers = { options, roots, locale: localeOf(options.locale), personas: new WeakMap() };
  const ofPackage = isOfPackage(options);
  const impossible: readonly Ungeneratable[] = isProven(options) ? [] : prove(makers);
  let drift: Drift | undefined;
  return {
    impossible,
    build(request) {
      if (request.variant === 'respelled') {
        const claims = tell(makers, 'documented', request);
        return { claims, body: respell(claims) };
      }
      if (request.variant !== 'drifted') {
        const claims = tell(makers, request.variant, request);
        // Another document may refuse some URLs, and a persona of the user's may name one.
        const isSameElsewhere = ofPackage && request.persona?.builtin !== false;
        return { claims, body: JSON.stringify(claims), isSameElsewhere };
      }
      drift ??= createDrift(roots.get('documented') as Node, options);
      const random = randomOf(`${options.seed}\u0001${request.seed}`);
      const { claims, pointer } = drift(tell(makers, 'documented', request), random);
      return { claims, body: JSON.stringify(claims), driftedAt: pointer };
    },
    personOf({ seed, persona, subject, pictures }, style) {
      const { known } = persona === undefined ? strangers : meaningOf(makers, persona);
      const identified = subject === undefined ? known : { ...known, subject };
      const mode = style === 'full' ? 'maximal' : 'documented';
      return personOf(makers, mode, seed, identified, localeFor(makers, persona), pictures).person;
    },
    subjectOf(persona) {
      // Without the rest of the person: a JWT's user is looked for among all personas, whose names are of several locales.
      return meaningOf(makers, persona).known.subject ?? createSubject(randomFor(makers, persona.name));
    },
  };
}

/** @returns the optional claims without a value. The proof is kept only without any, so that each start tells of them. */
function prove(makers: Makers): readonly Ungeneratable[] {
  const { options, roots } = makers;
  const tried: Tried = new Map();
  proveGeneratable(options, roots, (mode, seed) => tell({ ...makers, tried }, mode, { seed, variant: mode }));
  const impossible = [...tried.values()].filter(error => error !== undefined);
  if (impossible.length === 0) keepProof(options);
  return impossible;
}

const modes = Object.keys(styles) as readonly Mode[];

interface Makers {
  readonly options: ProfileBuilderOptions;
  readonly roots: ReadonlyMap<Mode, Node>;
  readonly locale: Locale;
  readonly personas: WeakMap<Persona, PersonaMeaning>;
  readonly tried?: Tried;
}

/** A persona, adapted to this document. */
interface PersonaMeaning {
  readonly known: KnownOfPerson;
  readonly given: GivenClaims | undefined;
  /** Whether its pictures are Autodesk's by default only. */
  readonly builtin: boolean;
  /** Whether it is of the package, and the document is not: it may have to be adapted. */
  readonly isForeign: boolean;
}

function rootOf(options: ProfileBuilderOptions, schemas: Schemas, mode: Mode): Node {
  const { document, schemaPointer } = options;
  return orUngeneratable(options, () => new Compiler(schemas, mode).node([subschemaAt(document, schemaPointer)]));
}

function tell(makers: Makers, mode: Mode, { seed, persona, subject, pictures }: ProfileRequest): Json {
  const meaning = persona === undefined ? strangers : meaningOf(makers, persona);
  const known = subject === undefined ? meaning.known : { ...meaning.known, subject };
  const tellWith = (host: PictureHost | undefined): Json =>
    make(makers, mode, seed, { ...meaning, known }, localeFor(makers, persona), host);
  const claims = tellWith(pictures);
  // A persona's claims are not validated here, and a document of others may require Autodesk's URLs.
  if (pictures === undefined || !meaning.isForeign || isValid(makers, claims)) return claims;
  return tellWith(undefined);
}

function isValid({ options: { validators, schemaPointer } }: Makers, claims: Json): boolean {
  return validators.get(schemaPointer).isValid(claims);
}

function make(
  makers: Makers,
  mode: Mode,
  seed: string,
  meaning: PersonaMeaning,
  locale: Locale,
  pictures?: PictureHost,
): Json {
  const { random, person } = personOf(makers, mode, seed, meaning.known, locale, pictures);
  const root = makers.roots.get(mode) as Node;
  const given = pictures !== undefined && meaning.builtin ? withServedPictures(meaning.given, person) : meaning.given;
  const context: Context = {
    random,
    locale,
    person,
    account: undefined,
    given,
    prior: undefined,
    budget: fullBudget,
    tried: makers.tried,
  };
  return orUngeneratable(makers.options, () => root.generate(context));
}

function withServedPictures(given: GivenClaims | undefined, { pictures }: Person): GivenClaims | undefined {
  return given && { ...given, claims: withPictures(given.claims, pictures) };
}

function personOf(
  makers: Makers,
  mode: Mode,
  seed: string,
  known: KnownOfPerson,
  locale: Locale,
  pictures?: PictureHost,
): { random: Random; person: Person } {
  const random = randomFor(makers, seed);
  return { random, person: createPerson({ random, locale, known, style: styles[mode], pictures }) };
}

function randomFor({ options }: Makers, seed: string): Random {
  return randomOf(`${options.seed}\u0000${seed}`);
}

const strangers: PersonaMeaning = { known: {}, given: undefined, builtin: false, isForeign: false };

function meaningOf(makers: Makers, persona: Persona): PersonaMeaning {
  const ready = makers.personas.get(persona);
  if (ready !== undefined) return ready;
  const own = literal(makers, persona);
  const meaning = own.isForeign ? bent(makers, persona, own) : own;
  makers.personas.set(persona, meaning);
  return meaning;
}

function literal({ options }: Makers, persona: Persona): PersonaMeaning {
  const { document, schemaPointer } = options;
  const known = orUngeneratable(options, () =>
    knownFromClaims(document, subschemaAt(document, schemaPointer), persona),
  );
  const given = { claims: persona.claims, absent: new Set(persona.absent) };
  return { known, given, builtin: persona.builtin, isForeign: persona.builtin && !isOfPackage(options) };
}

/** Adapts a built-in persona to another document: removes invalid claims. */
function bent(makers: Makers, persona: Persona, meaning: PersonaMeaning): PersonaMeaning {
  const { validators, schemaPointer } = makers.options;
  const value = make(makers, 'documented', persona.name, meaning, localeFor(makers, persona));
  const validator = validators.get(schemaPointer);
  if (validator.isValid(value) || Object.keys(persona.claims).length + persona.absent.length === 0) return meaning;
  const wrong = validator.check(value, persona.file).map(({ instancePath }) => pointerTokens(instancePath)[0]);
  const claims = Object.entries(persona.claims).filter(([name]) => !wrong.includes(name));
  const isStuck = claims.length === Object.keys(persona.claims).length && persona.absent.length === 0;
  const rest = { ...persona, claims: isStuck ? {} : Object.fromEntries(claims), absent: [] };
  return bent(makers, rest, literal(makers, rest));
}

function localeFor({ locale }: Makers, persona: Persona | undefined): Locale {
  return persona?.locale === undefined ? locale : localeOf(persona.locale);
}
