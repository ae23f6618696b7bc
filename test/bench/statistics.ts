// Medians and quartiles: what a run on a noisy machine is judged by.

/** Middle and spread of a series. */
export interface Summary {
  readonly median: number;
  /** First and third quartile. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** @throws RangeError for an empty series: no figure is better than a wrong one */
export function summarize(values: readonly number[]): Summary {
  return {
    median: quantile(values, 0.5),
    low: quantile(values, 0.25),
    high: quantile(values, 0.75),
    count: values.length,
  };
}

/** The value below which this share (0 to 1) of the series lies, linear between neighbours. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('There is no quantile of an empty series.');
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below + (above - below) * (position - Math.floor(position));
}

/** @throws RangeError for an empty series */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Each value over the reference's of the same cycle: what slows the machine slows both. */
export function ratios(values: readonly number[], references: readonly number[]): readonly number[] {
  if (values.length !== references.length)
    throw new RangeError(`${values.length} values cannot be paired with ${references.length}.`);
  return values.map((value, cycle) => value / references[cycle]!);
}

/** Least squares: how much y grows when x grows by one. */
export function slope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const middleX = mean(points.map(({ x }) => x));
  const middleY = mean(points.map(({ y }) => y));
  const covariance = points.reduce((sum, { x, y }) => sum + (x - middleX) * (y - middleY), 0);
  const variance = points.reduce((sum, { x }) => sum + (x - middleX) ** 2, 0);
  return variance === 0 ? 0 : covariance / variance;
}

function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('There is no mean of an empty series.');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
