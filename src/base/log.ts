// Where the server says what it does: the command line writes it out, a test in process hears nothing.

/** What takes the events of a server. */
export interface Log {
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Takes each answered request, in the fields of the journal; without it, requests are logged at `debug`. */
  request?(entry: object): void;
}

const nothing = (): void => undefined;

/** Takes every event and says nothing. */
export const silentLog: Log = { error: nothing, warn: nothing, info: nothing, debug: nothing };
