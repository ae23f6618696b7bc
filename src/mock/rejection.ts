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
    super(`${status} ${example}`);
    this.status = status;
    this.example = example;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
