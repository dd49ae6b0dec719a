import type MochaType from 'mocha';
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

/** Runs the suite that `load` declares. @throws where a test failed, which is how VS Code hears of it */
export async function runMocha(Mocha: typeof MochaType, load: () => Promise<unknown>): Promise<void> {
  // Mocha's types want a class, its code anything that can be called with `new`.
  const reporter = write as unknown as ReporterConstructor;
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, reporter });
  mocha.suite.emit('pre-require', globalThis, 'suite', mocha);
  await load();
  const failures = await new Promise<number>(resolve => void mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
