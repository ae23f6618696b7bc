// What was seen on the wire: a request and its response, whoever sent it (the verifier, a HAR file, a test's client).

/** A header as it was received: its name as written, its value untouched. Repeated headers stay apart, in order. */
export type Header = readonly [name: string, value: string];

/** A request that was answered. Its Authorization header is never kept. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query as sent, such as `/userinfo?x=1`. */
  readonly path: string;
  readonly headers: readonly Header[];
}

/** Why a body is incomplete, or, for `surplus`, longer than the head of the answer announced. */
export type BodyFailure = 'cut-off' | 'surplus' | 'too-large' | 'timed-out' | 'undecodable';

/** A response as received, before anything is decoded. */
export interface SeenResponse {
  readonly status: number;
  readonly headers: readonly Header[];
  /** The bytes of the body as sent, content coding included; undefined where only a decoded value is known. */
  readonly body: Uint8Array | undefined;
  /** The parsed body, where a client library kept only that. */
  readonly value?: unknown;
  /** True where the client has already undone Content-Encoding, though the header still names it. */
  readonly decoded?: boolean;
  readonly failure?: BodyFailure;
}

export interface SeenExchange {
  readonly request: SeenRequest;
  readonly response: SeenResponse;
  /** Names it in findings, such as `valid-token: GET /userinfo`. */
  readonly where: string;
  readonly durationMs?: number;
}
