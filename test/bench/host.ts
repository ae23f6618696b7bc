// What the machine tells of a process: processor time and resident memory; and which cores there are to pin to.

import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { delimiter, join } from 'node:path';

const ticksPerSecond = 100;

/** Processor seconds of a process, all threads, in steps of 10 ms; undefined where the system does not tell. */
export function cpuSeconds(pid: number): number | undefined {
  const fields = statOf(pid);
  return fields && (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Processor seconds of this process's children that have ended; undefined where the system does not tell. */
export function endedChildrenCpuSeconds(): number | undefined {
  const fields = statOf(process.pid);
  return fields && (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
}

/** Seconds for which the cores of this machine have been busy since it started, summed over all of them. */
export function busySeconds(): number {
  return cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + (user + nice + sys + irq) / 1000, 0);
}

/** Fields of /proc/<pid>/stat from the third on: the second is a name that may hold blanks. */
function statOf(pid: number): readonly string[] | undefined {
  const text = readOrUndefined(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Resident memory of a process in MiB. */
export function residentMiB(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

/** Where a program is on PATH; undefined where it is not. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(folder => folder !== '');
  return folders.map(folder => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A core for the server and another one for the load generator. */
export interface Pinning {
  readonly server: number;
  readonly generator: number;
}

/** Two cores of this process's own, where the system has `taskset` and lets it have two. */
export function choosePinning(): Pinning | undefined {
  const [server, generator] = allowedCores();
  if (server === undefined || generator === undefined || findProgram('taskset') === undefined) return undefined;
  return { server, generator };
}

/** The command, kept on one core. */
export function pinned(command: readonly string[], core: number | undefined): readonly string[] {
  return core === undefined ? command : ['taskset', '-c', String(core), ...command];
}

function allowedCores(): readonly number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readOrUndefined('/proc/self/status') ?? '')?.[1] ?? '';
  return list
    .split(',')
    .filter(part => part !== '')
    .flatMap(part => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
}

function readOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
