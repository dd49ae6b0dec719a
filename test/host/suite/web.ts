import 'mocha/mocha.js';
import { runMocha } from './report.js';

/** What VS Code calls in the browser's extension host, a worker. */
export async function run(): Promise<void> {
  await runMocha(Mocha, async () => (await import('./all.js')).load());
}
