import type { ReporterConstructor, Runner, Test } from 'mocha';

/** A mocha reporter that writes to the console, which is all that leaves an extension host, and counts at the end. */
function write(runner: Runner): void {
  const counts = { passed: 0, failed: 0 };
  runner.on('pass', (test: Test) => {
    counts.passed++;
    console.log(`  ✔ ${test.fullTitle()} (${test.duration ?? 0} ms)`);
  });
  runner.on('fail', (test: Test, error: Error) => {
    counts.failed++;
    console.log(`  ✖ ${test.fullTitle()}\n${error.stack ?? error.message}`);
  });
  runner.on('end', () => console.log(`COUNTS ${counts.passed} ${counts.failed}`));
}

/** Mocha's types want a class, and its code anything that can be called with `new`. */
export const reporter = write as unknown as ReporterConstructor;

/** Runs mocha to its end, which VS Code wants to hear of as a promise. */
export async function ended(run: (done: (failures: number) => void) => unknown): Promise<void> {
  const failures = await new Promise<number>(resolve => void run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
