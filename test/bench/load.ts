// Load on a server for some seconds: by wrk where it is installed, else by undici.

import { fileURLToPath } from 'node:url';
import { runChild } from './children.ts';
import { busySeconds, cpuSeconds, endedChildrenCpuSeconds, findProgram, pinned } from './host.ts';

/** Which tokens the requests carry. */
export type Traffic =
  /** The same so many tokens again and again. */
  | { readonly kind: 'known'; readonly prefix: string; readonly count: number }
  /** A token of its own for each request. */
  | { readonly kind: 'unseen'; readonly prefix: string }
  /** The same token, each request in a session of its own. */
  | { readonly kind: 'sessions'; readonly prefix: string; readonly token: string }
  | { readonly kind: 'fixed'; readonly token: string }
  | { readonly kind: 'none' };

/** Which program makes the load, and on which core. */
export interface Generator {
  readonly name: 'wrk' | 'undici';
  readonly core: number | undefined;
}

/** Where the load goes. */
export interface Target {
  readonly url: string;
  readonly pid: number;
}

/** What one slice of load measured. */
export interface Slice {
  readonly requests: number;
  readonly perSecond: number;
  /** Answers with a status of 400 or more. */
  readonly refused: number;
  /** Connections that failed, requests that were not answered. */
  readonly broken: number;
  /** Processor time of the server for each request, in microseconds; undefined where the system does not tell. */
  readonly serverMicroseconds: number | undefined;
  /** Share of one core that the server used, and the generator. */
  readonly serverLoad: number | undefined;
  readonly generatorLoad: number | undefined;
  /** How many cores everything else on the machine used. */
  readonly otherLoad: number | undefined;
}

/** Connections kept open at once. */
export const connections = 32;

/** wrk where it is on PATH. */
export function chooseGenerator(core: number | undefined): Generator {
  return { name: findProgram('wrk') === undefined ? 'undici' : 'wrk', core };
}

/** @param seconds whole seconds @throws Error when the generator fails */
export async function drive(generator: Generator, target: Target, traffic: Traffic, seconds: number): Promise<Slice> {
  const command = generator.name === 'wrk' ? wrk(target, traffic, seconds) : undici(target, traffic, seconds);
  const serverBefore = cpuSeconds(target.pid);
  const generatorBefore = endedChildrenCpuSeconds();
  const busyBefore = busySeconds();
  const started = performance.now();
  const output = await runChild(pinned(command, generator.core), seconds * 1000 + 20_000);
  const lasted = (performance.now() - started) / 1000;
  const serverCpu = difference(cpuSeconds(target.pid), serverBefore);
  const generatorCpu = difference(endedChildrenCpuSeconds(), generatorBefore);
  const otherCpu = difference(difference(busySeconds() - busyBefore, serverCpu), generatorCpu);
  const result = parseResult(output);
  return {
    requests: result.requests,
    perSecond: result.requests / result.seconds,
    refused: result.refused,
    broken: result.broken,
    serverMicroseconds: serverCpu && (serverCpu * 1e6) / result.requests,
    serverLoad: serverCpu && serverCpu / result.seconds,
    generatorLoad: generatorCpu && generatorCpu / lasted,
    otherLoad: otherCpu && Math.max(0, otherCpu / lasted),
  };
}

function wrk({ url }: Target, traffic: Traffic, seconds: number): readonly string[] {
  const script = fileURLToPath(new URL('load.lua', import.meta.url));
  const load = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script];
  return ['wrk', ...load, url, '--', ...words(traffic)];
}

function words(traffic: Traffic): readonly string[] {
  switch (traffic.kind) {
    case 'known':
      return ['known', traffic.prefix, String(traffic.count)];
    case 'unseen':
      return ['unseen', traffic.prefix];
    case 'sessions':
      return ['sessions', traffic.prefix, traffic.token];
    case 'fixed':
      return ['fixed', traffic.token];
    case 'none':
      return ['none'];
  }
}

function undici({ url }: Target, traffic: Traffic, seconds: number): readonly string[] {
  const script = fileURLToPath(new URL('undici-load.ts', import.meta.url));
  return [process.execPath, script, JSON.stringify({ url, traffic, seconds, connections })];
}

/** What both generators write in their last line. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly refused: number;
  readonly broken: number;
}

function parseResult(output: string): LoadResult {
  const text = /^RESULT (.*)$/m.exec(output)?.[1];
  if (text === undefined) throw new Error(`The load generator reported nothing: ${output.slice(-500)}`);
  const result = JSON.parse(text) as LoadResult;
  if (result.requests === 0) throw new Error('The load generator had no request answered.');
  return result;
}

function difference(after: number | undefined, before: number | undefined): number | undefined {
  return after === undefined || before === undefined ? undefined : after - before;
}
