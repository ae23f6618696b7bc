import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { patienceMs } from './test/patience.ts';
import { startsProgram } from './test/quick.ts';

/** A test that starts programs can take a minute, so none of them may begin last. */
class ProgramsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const programs = new Set(sorted.filter(({ moduleId }) => startsProgram(moduleId)));
    return [...programs, ...sorted.filter(file => !programs.has(file))];
  }
}

const config: ViteUserConfig = defineConfig({
  test: {
    globalSetup: ['test/temporary-folder.ts'],
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Nothing is mocked or left behind between files, so they share their imports: a third of the time.
    isolate: false,
    // A worker waits for programs half of its time, so there are more of them than cores.
    maxWorkers: availableParallelism() + 1,
    // Tests beside each other in a file do nothing but wait: for pauses of clients.
    maxConcurrency: 20,
    sequence: { sequencer: ProgramsFirst },
    // A limit for what never ends. A busy machine slows tests down tenfold, and no test may fail for that.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: patienceMs } },
    allowOnly: false,
    passWithNoTests: false,
  },
});

export default config;
