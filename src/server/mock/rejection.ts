// A request that the API turns down: thrown by a step, answered in the API's own words.

/** Carries the status, and the name of the document's example that says why. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
  readonly status: number;
  /** Name of an example of the document; where it has none of that name, the first one of the status is sent. */
  readonly example: string;
  /** Seconds for `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, example: string, retryAfterSeconds?: number) {
    // It is an answer, not a defect: nobody reads its stack, and to write one costs more than the rest of the answer.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(`${status} ${example}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.status = status;
    this.example = example;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
