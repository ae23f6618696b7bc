// A number with its noun, for messages.

/** `1 request`, `2 requests`. The noun has a regular plural; words before it stay: `2 more findings`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
