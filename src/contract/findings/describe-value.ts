// Describes a value without showing it: findings end up in logs and reports, and values may be personal data.

/** Type, length and shape of a JSON value, such as `a string of 14 characters (letters, digits)`. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${count(value.length, 'item')}`;
  switch (typeof value) {
    case 'string':
      return describeString(value);
    case 'number':
      return describeNumber(value);
    case 'boolean':
      return 'a boolean';
    default:
      return `an object with ${count(Object.keys(value as object).length, 'member')}`;
  }
}

/** The JSON type of a value, with its article; never `an integer`. */
export function describeType(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function describeNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN, which JSON does not have';
  if (!Number.isFinite(value)) return 'a number beyond the range of JavaScript';
  return Number.isInteger(value) ? `an integer of ${count(digits(value), 'digit')}` : 'a number with a fraction';
}

const characterKinds: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['letters', /\p{L}/u],
  ['digits', /\p{Nd}/u],
  ['spaces', /\s/u],
  ['other characters', /[^\p{L}\p{Nd}\s]/u],
];

function describeString(value: string): string {
  // Characters as JSON Schema counts them: code points, not UTF-16 units.
  const length = [...value].length;
  if (length === 0) return 'an empty string';
  const kinds = characterKinds.filter(([, pattern]) => pattern.test(value)).map(([name]) => name);
  return `a string of ${count(length, 'character')} (${kinds.join(', ')})`;
}

function digits(value: number): number {
  return BigInt(Math.abs(value)).toString().length;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
