// Decides which member names may be stored. Documented names are not secret; others may be data, as in a map from email
// addresses to people.

export interface NameKeeper {
  /** @param siblings all undocumented names of its object */
  keeps(name: string, siblings: readonly string[]): boolean;
}

// More undocumented names in one object are the keys of a map.
const mostNames = 20;

/**
 * Keeps an undocumented name if it looks like an identifier, and neither it nor a word of it occurs in a value of the same
 * body: a map from user names to people has such names.
 */
export function createNameKeeper(body: unknown): NameKeeper {
  let words: ReadonlySet<string> | undefined;
  return {
    keeps(name, siblings) {
      if (siblings.length > mostNames || !isIdentifier(name)) return false;
      words ??= new Set(wordsIn(body));
      const known = words;
      return [name, ...partsOf(name)].every(part => !known.has(part.toLowerCase()));
    },
  };
}

/** Starts with a small letter, without long or many numbers, unlike ids, tokens and codes. */
function isIdentifier(name: string): boolean {
  return /^[a-z][A-Za-z0-9_-]{0,39}$/u.test(name) && !/\d{4}|[A-Z]{4}|(?:\d\D+){2}\d/u.test(name);
}

/** `shoeSize` and `shoe_size` are both `shoe` and `size`; short words occur in any text. */
function partsOf(name: string): readonly string[] {
  return name.split(/[_-]|(?<=[a-z0-9])(?=[A-Z])/u).filter(part => part.length > 3);
}

function* wordsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    yield value.toLowerCase();
    yield* value.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) yield* wordsIn(member);
  }
}
