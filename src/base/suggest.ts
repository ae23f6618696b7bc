// "Did you mean": one wording for every unknown name.

/** Maximum number of names in a message, for large documents. */
const maxListed = 60;

/**
 * Hint for an unknown name: `Did you mean "x"?`, or all known ones: `Known: a, b, c.`
 *
 * @param listed names to list without a near candidate; default the candidates
 */
export function suggest(name: string, candidates: readonly string[], listed: readonly string[] = candidates): string {
  return didYouMean(name, candidates) ?? known(listed);
}

/** `Did you mean "x"?`, for a message that lists what is known already; undefined when no candidate is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const near = nearest(name, candidates);
  return near === undefined ? undefined : `Did you mean "${near}"?`;
}

function known(names: readonly string[]): string {
  if (names.length === 0) return 'Known: none.';
  const others = names.length - maxListed;
  return `Known: ${names.slice(0, maxListed).join(', ')}${others > 0 ? ` and ${others} more` : ''}.`;
}

/** The most similar candidate, else the only one that begins alike; undefined if none shares two thirds of the name. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const all = [...candidates];
  return nearestWhole(name, all) ?? (name.length >= shortestBeginning ? onlyBeginning(name, all) : undefined);
}

/** Fewer letters begin too many names. */
const shortestBeginning = 5;

function onlyBeginning(name: string, candidates: readonly string[]): string | undefined {
  // One letter more: the name may lack one.
  const begins = (candidate: string): boolean =>
    [name.length, name.length + 1].some(length => nearestWhole(name, [candidate.slice(0, length)]) !== undefined);
  const [only, ...others] = candidates.filter(candidate => candidate.length > name.length && begins(candidate));
  return others.length === 0 ? only : undefined;
}

function nearestWhole(name: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const most = Math.min(bestDistance - 1, Math.max(name.length, candidate.length) / 3);
    if (Math.abs(name.length - candidate.length) > most) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= most) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Number of letters to change, add, remove, or swap with the next one. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const substitution = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? at(i - 2, j - 2) + 1 : substitution;
      row[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, substitution, swap);
    }
  }
  return at(a.length, b.length);
}
