// Collects findings of one kind: lists the first 200, and counts the rest, since a hostile answer can have 100,000.

import { counted } from '../../base/counted.ts';
import type { UnplacedFinding } from '../findings/finding.ts';

const mostListed = 200;

export class FindingList {
  readonly #findings: UnplacedFinding[] = [];
  #further = 0;

  add(make: () => UnplacedFinding): void {
    if (this.#findings.length < mostListed) this.#findings.push(make());
    else this.skip(1);
  }

  /** Counts findings without making them. */
  skip(count: number): void {
    this.#further += count;
  }

  /** The findings, and how many more there are. */
  all(): readonly UnplacedFinding[] {
    const [first] = this.#findings;
    if (first === undefined || this.#further === 0) return this.#findings;
    const more = counted(this.#further, 'more finding');
    return [...this.#findings, { code: 'response/further', message: `${more} of the kind ${first.code}.` }];
  }
}
