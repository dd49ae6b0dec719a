import type { Cancellation } from '../reading/turn.js';
import { yieldTurn } from '../reading/turn.js';
import type { Backend, NetworkFiles } from '../network/backend.js';
import { titleOf } from '../network/title.js';
import { comparedSteps, difference, figures, run, type Run } from '../network/compare.js';
import type { Filling } from '../phrase.js';
import type { Backends } from './backends.js';
import type { Engine } from './engine.js';
import type { Networks } from './networks.js';
import { decimal, reasonOf, say, t } from './say.js';

class Stopped extends Error {}

/** What a backend came to, or why it cannot be used here. */
type Outcome = { readonly backend: Backend } & (
  { readonly missing: Filling } | { readonly ready: number; readonly run: Run }
);

/**
 * Runs the network that serves on every backend, one after the other, and writes down what came of it.
 * @param report says what is going on
 * @returns Markdown; undefined where it was cancelled
 */
export async function compareBackends(
  engine: Engine,
  networks: Networks,
  backends: Backends,
  report: (message: string) => void,
  cancellation: Cancellation,
): Promise<string | undefined> {
  await engine.load();
  const name = engine.state.kind === 'ready' ? engine.state.name : networks.chosen;
  const files = await networks.files(name);
  const outcomes: Outcome[] = [];
  try {
    for (const backend of backends.all) {
      report(`${backend.title} ...`);
      outcomes.push(await measured(backend, files, cancellation));
    }
  } catch (error) {
    if (error instanceof Stopped) return undefined;
    throw error;
  }
  return described(files, outcomes);
}

async function measured(backend: Backend, files: NetworkFiles, cancellation: Cancellation): Promise<Outcome> {
  const missing = backend.missing();
  if (missing !== undefined) return { backend, missing };
  const begun = performance.now();
  let network;
  try {
    network = await backend.create(files);
  } catch (error) {
    return { backend, missing: reasonOf(error) };
  }
  const ready = performance.now() - begun;
  try {
    // The person goes on typing meanwhile: every step waits for its turn.
    const between = async () => {
      await yieldTurn();
      if (cancellation.isCancellationRequested) throw new Stopped();
    };
    return { backend, ready, run: await run(network, between) };
  } finally {
    await network.dispose();
  }
}

function described({ manifest }: NetworkFiles, outcomes: readonly Outcome[]): string {
  const [first] = outcomes;
  const rows = outcomes.map(outcome => {
    const { backend } = outcome;
    if ('missing' in outcome) return `| ${backend.title} | ${say(outcome.missing)} | | | | | |`;
    const { perSecond, p50, p95 } = figures(outcome.run);
    const against = outcome === first || !first || 'missing' in first ? undefined : first.run;
    const apart = (['logits', 'state'] as const).map(part =>
      against ? difference(outcome.run, against, part).toExponential(1) : '',
    );
    const cells = [decimal(perSecond, 0), decimal(p50, 2), decimal(p95, 2)];
    return `| ${[backend.title, ...cells, Math.round(outcome.ready), ...apart].join(' | ')} |`;
  });
  return [
    `# ${t`Backends, with ${titleOf(manifest)}`}`,
    '',
    t`${manifest.parameters} parameters, ${comparedSteps} steps of one state, in this extension host, just now.`,
    '',
    t`| backend | steps a second | half of the steps below (ms) | 95 % below (ms) | ready after (ms) | largest difference from WASM: logits | state |`,
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    t`The differences are the largest of any number, over all steps; of a number of the state above 1, as a share of it. The setting \`unroll.backend\` chooses.`,
    '',
  ].join('\n');
}
