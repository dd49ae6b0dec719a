import type MochaType from 'mocha';
import { runMocha } from './report.js';

/** What VS Code calls in the Node extension host, under code-server and under @vscode/test-electron alike. */
export async function run(): Promise<void> {
  const { default: Mocha } = (await import('mocha')) as { default: typeof MochaType };
  await runMocha(Mocha, async () => (await import('./all.js')).load());
}
