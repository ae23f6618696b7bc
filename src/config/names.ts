// How each source writes the name of an option.

/** `rateLimit` -> `--rate-limit`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
}

/** `rateLimit` -> `APS_USERINFO_RATE_LIMIT`. */
export function variableOf(name: string): string {
  return `APS_USERINFO_${name.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`;
}
