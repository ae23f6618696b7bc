// `<persona>[~<scope>...]`: a person and the scopes of a token, in mock tokens and the values of `knownTokens`.

export interface Grant {
  /** A persona, or `~` and a stranger's name. */
  readonly who: string;
  /** Undefined means all; a single `~` after the name means none. */
  readonly scopes: readonly string[] | undefined;
}

export function readGrant(text: string): Grant {
  const [, who = '', list] = /^(~?[^~]*)(?:~(.*))?$/.exec(text) ?? [];
  return { who, scopes: list?.split('~').filter(Boolean).map(toScope) };
}

export function writeGrant({ who, scopes }: Grant): string {
  const written = scopes?.map(scope => scope.replace(/[_:]/g, found => (found === '_' ? '__' : '_'))).join('~');
  return written === undefined ? who : `${who}~${written}`;
}

/** In a token `_` stands for the colon of a scope and `__` for `_`, so that no URL needs to escape it. */
function toScope(text: string): string {
  return text.replace(/__?/g, found => (found === '__' ? '_' : ':'));
}

/** Scopes of letters, digits and - : _ only. */
export function isTokenScope(scope: string): boolean {
  return /^[A-Za-z0-9:_-]+$/.test(scope) && !scope.includes(':_');
}
