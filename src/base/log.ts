// The server's log: the command line prints it, a test in process ignores it.

export interface Log {
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Receives each answered request, with the fields of the journal; without it, requests are logged at `debug`. */
  request?(entry: object): void;
}

const nothing = (): void => undefined;

export const silentLog: Log = { error: nothing, warn: nothing, info: nothing, debug: nothing };

/** Passes each of the first 20 texts on once. */
export function once(warn: (text: string) => void): (text: string) => void {
  const warned = new Set<string>();
  return text => {
    if (warned.has(text) || warned.size >= 20) return;
    warned.add(text);
    warn(text);
  };
}
