import 'mocha/mocha.js';
import { runMocha } from './report.js';

/** The suite for a browser's extension host that has WebGL. */
export async function run(): Promise<void> {
  await runMocha(Mocha, () => import('./webgl-cases.js'));
}
