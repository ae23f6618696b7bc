// The challenges of WWW-Authenticate. @see https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1

/** One challenge, such as `Bearer error="invalid_token"`. */
export interface Challenge {
  /** As written; compare it in any case. */
  readonly scheme: string;
  /** By name in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const patterns = {
  separator: /[ \t]*(?:,[ \t]*)+/uy,
  parameter: new RegExp(`(${token})[ \\t]*=[ \\t]*(?:(${token})|"((?:[^"\\\\]|\\\\.)*)")(?=[ \\t]*(?:,|$))`, 'uy'),
  token68: /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/uy,
  scheme: new RegExp(`(${token})(?=[ ]|[ \\t]*(?:,|$))`, 'uy'),
  spaces: / +/uy,
} as const;

/** Every challenge of a header; undefined where it is not a list of challenges. */
export function readChallenges(value: string): readonly Challenge[] | undefined {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = position;
    const match = pattern.exec(value) ?? undefined;
    if (match) position = pattern.lastIndex;
    return match;
  };
  const takeParameter = (parameters: Map<string, string> | undefined): boolean => {
    const [, name, plain, quoted] = parameters ? (take(patterns.parameter) ?? []) : [];
    // A parameter may stand only once in a challenge (section 11.2).
    if (name === undefined || parameters?.has(name.toLowerCase())) return false;
    parameters?.set(name.toLowerCase(), plain ?? (quoted ?? '').replace(/\\(.)/gu, '$1'));
    return true;
  };
  take(patterns.separator);
  while (position < value.length) {
    if (!takeParameter(challenges.at(-1)?.parameters)) {
      const scheme = take(patterns.scheme)?.[1];
      if (scheme === undefined) return undefined;
      const parameters = new Map<string, string>();
      challenges.push({ scheme, parameters });
      if (take(patterns.spaces) && !takeParameter(parameters)) take(patterns.token68);
    }
    if (position < value.length && !take(patterns.separator)) return undefined;
  }
  return challenges.length === 0 ? undefined : challenges;
}
