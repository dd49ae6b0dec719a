import type MochaType from 'mocha';
import { ended, reporter } from './report.js';

/** What VS Code calls in the Node extension host, under code-server and under @vscode/test-electron alike. */
export async function run(): Promise<void> {
  const { default: Mocha } = (await import('mocha')) as { default: typeof MochaType };
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter });
  mocha.suite.emit('pre-require', globalThis, 'suite', mocha);
  await import('./all.js');
  await ended(done => mocha.run(done));
}
