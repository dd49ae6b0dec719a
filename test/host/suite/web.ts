import 'mocha/mocha.js';
import { ended, reporter } from './report.js';

/** What VS Code calls in the browser's extension host, a worker. */
export async function run(): Promise<void> {
  mocha.setup({ ui: 'bdd', timeout: 60_000, reporter });
  await import('./all.js');
  await ended(done => mocha.run(done));
}
