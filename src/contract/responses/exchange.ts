// An observed request and its response, from any source (the verifier, a HAR file, a test's client).

/** As received: name and value unchanged. Repeated headers stay separate, in order. */
export type Header = readonly [name: string, value: string];

/** An answered request. Its Authorization header is never stored. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query as sent, such as `/userinfo?x=1`. */
  readonly path: string;
  readonly headers: readonly Header[];
}

/** Why a body is incomplete or, for `surplus`, longer than its head announces. */
export type BodyFailure = 'cut-off' | 'surplus' | 'too-large' | 'timed-out' | 'undecodable';

/** As received, not decoded. */
export interface SeenResponse {
  readonly status: number;
  readonly headers: readonly Header[];
  /** Bytes of the body as sent, encoded; undefined if only a decoded value is known. */
  readonly body: Uint8Array | undefined;
  /** The parsed body, if the client library stores only that. */
  readonly value?: unknown;
  /** Whether the client has decoded Content-Encoding, although the header remains. */
  readonly decoded?: boolean;
  readonly failure?: BodyFailure;
}

export interface SeenExchange {
  readonly request: SeenRequest;
  readonly response: SeenResponse;
  /** Its name in findings, such as `valid-token: GET /userinfo`. */
  readonly where: string;
  readonly durationMs?: number;
}
