// Bounds of a regular expression, from its structure: the steps of a backtracking engine, and the length of a match.
// @see https://tc39.es/ecma262/#sec-patterns

export interface PatternBounds {
  /** The most steps for a string of this length. */
  steps(length: number): number;
  /** Length of the shortest match; infinite for groups nested too deeply to be read. */
  readonly least: number;
}

/** Part of a pattern: the ways to match it are at most `fixed` times a power of the length. */
interface Shape {
  readonly fixed: number;
  readonly power: number;
  readonly least: number;
  /** Sources of all its characters and classes. */
  readonly atoms: readonly string[];
  /** Those at the ends, if they match exactly once. */
  readonly first: string | undefined;
  readonly last: string | undefined;
}

const nothing: Shape = { fixed: 1, power: 0, least: 0, atoms: [], first: undefined, last: undefined };
const backReference: Shape = { ...nothing, fixed: Number.POSITIVE_INFINITY };
const tooDeep: Shape = { ...backReference, least: Number.POSITIVE_INFINITY };

const deepest = 100;

/** @param source a valid pattern */
export function boundsOf(source: string): PatternBounds {
  const { fixed, power, least } = new Reader(source).alternatives(0);
  // An unanchored pattern is tried at every position.
  const tries = source.startsWith('^') ? 1 : 2;
  return { steps: length => fixed * length ** (power + tries), least };
}

class Reader {
  private readonly source: string;
  private at = 0;

  constructor(source: string) {
    this.source = source;
  }

  alternatives(depth: number): Shape {
    if (depth > deepest) {
      this.at = this.source.length;
      return tooDeep;
    }
    const branches = [this.sequence(depth)];
    while (this.take(/\|/y)) branches.push(this.sequence(depth));
    const [only] = branches;
    return branches.length === 1 && only !== undefined ? only : either(branches);
  }

  private sequence(depth: number): Shape {
    const items: Shape[] = [];
    while (this.at < this.source.length && !/[|)]/.test(this.source.charAt(this.at))) items.push(this.item(depth));
    return inOrder(items);
  }

  private item(depth: number): Shape {
    if (this.take(/\^|\$|\\[bB]/y)) return nothing;
    if (this.take(/\\(?:k<[^>]*>|[1-9]\d*)/y)) return this.quantified(backReference);
    const group = this.take(/\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?/y);
    if (group !== undefined) {
      const inner = this.alternatives(depth + 1);
      this.take(/\)/y);
      return /[=!]$/.test(group[0]) ? { ...inner, least: 0 } : this.quantified(inner);
    }
    const found = this.take(
      /\[(?:\\[\s\S]|[^\]\\])*\]|\\(?:u\{[0-9A-Fa-f]+\}|u[0-9A-Fa-f]{4}|x..|c.|[pP]\{[^}]*\}|[\s\S])|[\s\S]/uy,
    );
    const atom = found?.[0] ?? '';
    return this.quantified({ ...nothing, least: 1, atoms: [atom], first: atom, last: atom });
  }

  private quantified(inner: Shape): Shape {
    const found = this.take(/([?*+])|\{(\d+)(,(\d*))?\}/y);
    if (found === undefined) return inner;
    this.take(/\?/y);
    const [min, max] = limitsOf(found);
    return { ...repeated(inner, min, max), least: min === 0 ? 0 : inner.least * min };
  }

  private take(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.source) ?? undefined;
    this.at += found?.[0].length ?? 0;
    return found;
  }
}

function limitsOf([, sign, min, isOpen, max]: RegExpExecArray): readonly [min: number, max: number] {
  if (sign !== undefined) return [sign === '+' ? 1 : 0, sign === '?' ? 1 : Number.POSITIVE_INFINITY];
  if (isOpen === undefined) return [Number(min), Number(min)];
  return [Number(min), max === '' ? Number.POSITIVE_INFINITY : Number(max)];
}

function hasOneWay({ fixed, power }: Shape): boolean {
  return power === 0 && fixed === 1;
}

function inOrder(items: readonly Shape[]): Shape {
  const parts = items.filter(item => item !== nothing);
  return {
    fixed: items.reduce((product, { fixed }) => product * fixed, 1),
    power: items.reduce((sum, { power }) => sum + power, 0),
    least: items.reduce((sum, { least }) => sum + least, 0),
    atoms: items.flatMap(({ atoms }) => atoms),
    first: parts[0]?.first,
    last: parts.at(-1)?.last,
  };
}

function either(branches: readonly Shape[]): Shape {
  const firsts = branches.map(({ first }) => first);
  // If the first character tells the branch, only one of them can match.
  const isClear =
    branches.length <= 20 &&
    firsts.every((one, index) => firsts.slice(index + 1).every(other => areDisjoint(one, other)));
  const ways = branches.map(({ fixed }) => fixed);
  return {
    ...nothing,
    fixed: isClear ? Math.max(...ways) : ways.reduce((sum, fixed) => sum + fixed, 0),
    power: branches.reduce((most, { power }) => Math.max(most, power), 0),
    least: branches.reduce((fewest, { least }) => Math.min(fewest, least), Number.POSITIVE_INFINITY),
    atoms: branches.flatMap(({ atoms }) => atoms),
  };
}

/** If one character marks each round, the string has one division into rounds; else the ways of all rounds multiply. */
function repeated(inner: Shape, min: number, max: number): Shape {
  const { fixed, power, atoms } = inner;
  if (min === max && hasOneWay(inner)) return inner;
  const rounds = max === Number.POSITIVE_INFINITY ? 1 : max - min + 1;
  const more = max === Number.POSITIVE_INFINITY ? 1 : 0;
  if (max <= 1 || hasOneWay(inner) || isMarked(inner)) {
    return { ...nothing, atoms, fixed: fixed * rounds, power: power + more };
  }
  if (max > 10) return { ...backReference, atoms };
  return { ...nothing, atoms, fixed: fixed ** max * rounds, power: power * max };
}

function isMarked({ first, last, atoms }: Shape): boolean {
  const isMark = (mark: string | undefined, others: readonly string[]): boolean =>
    mark !== undefined && others.every(other => areDisjoint(mark, other));
  return isMark(first, atoms.slice(1)) || isMark(last, atoms.slice(0, -1));
}

const samples = [...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)), 'é', '中', '😀'];
const members = new Map<string, readonly boolean[] | undefined>();

/** Whether no character matches both. False where that is unclear. */
function areDisjoint(one: string | undefined, other: string | undefined): boolean {
  const [a, b] = [one, other].map(atom => (atom === undefined ? undefined : membersOf(atom)));
  return a !== undefined && b !== undefined && !a.some((isMember, index) => isMember && b[index]);
}

/** The samples that an atom matches; undefined for one that may name characters beyond them. */
function membersOf(atom: string): readonly boolean[] | undefined {
  const known = members.get(atom);
  if (known !== undefined) return known;
  const found = /^[ -~]+$/.test(atom) && !/\\[uxcpP]/.test(atom) ? sampled(atom) : undefined;
  members.set(atom, found);
  return found;
}

function sampled(atom: string): readonly boolean[] | undefined {
  try {
    const regExp = new RegExp(`^(?:${atom})$`, 'su');
    return samples.map(sample => regExp.test(sample));
  } catch {
    return undefined;
  }
}
