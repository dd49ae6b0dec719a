import { yieldTurn, type Cancellation } from '../../scheduler.js';
import type { Backend, NetworkFiles } from '../../network/backend.js';
import { titleOf } from '../../network/title.js';
import {
  comparedSteps,
  difference,
  figures,
  measureSteps,
  type StepsMeasured,
} from '../../network/compare.js';
import type { PhraseArgument } from '../../phrase.js';
import type { BackendFigures, BackendsCompared } from './backend-figures.js';
import type { Backends } from './backends.js';
import type { Engine } from './engine.js';
import type { Networks } from './networks.js';
import { localizedDecimal, reasonOf, localized, t } from '../localize.js';

class Stopped extends Error {}

/** What became of a backend: a network was stepped on it, or it cannot be used here. */
type Outcome =
  | { readonly kind: 'ran'; readonly backend: Backend; readonly ready: number; readonly run: StepsMeasured }
  | { readonly kind: 'missing'; readonly backend: Backend; readonly missing: PhraseArgument };

/**
 * Runs the network that serves on every backend, one after the other.
 * @param report says what is going on
 * @returns undefined where it was cancelled
 */
export async function compareBackends(
  engine: Engine,
  networks: Networks,
  backends: Backends,
  report: (message: string) => void,
  cancellation: Cancellation,
): Promise<BackendsCompared | undefined> {
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
  return compared(files, outcomes);
}

async function measured(backend: Backend, files: NetworkFiles, cancellation: Cancellation): Promise<Outcome> {
  const missing = backend.unavailableReason();
  if (missing !== undefined) return { kind: 'missing', backend, missing };
  const begun = performance.now();
  let network;
  try {
    network = await backend.create(files);
  } catch (error) {
    return { kind: 'missing', backend, missing: reasonOf(error) };
  }
  const ready = performance.now() - begun;
  try {
    // The person goes on typing meanwhile: every step waits for its turn.
    const between = async () => {
      await yieldTurn();
      if (cancellation.isCancellationRequested) throw new Stopped();
    };
    return { kind: 'ran', backend, ready, run: await measureSteps(network, between) };
  } finally {
    await network.dispose();
  }
}

function compared({ manifest }: NetworkFiles, outcomes: readonly Outcome[]): BackendsCompared {
  const [first] = outcomes;
  const backends = outcomes.map((outcome): BackendFigures => {
    const { title } = outcome.backend;
    if (outcome.kind === 'missing') return { kind: 'missing', title, missing: outcome.missing };
    const against = outcome === first || first?.kind !== 'ran' ? undefined : first.run;
    return {
      kind: 'measured',
      ...{ title, ready: outcome.ready, ...figures(outcome.run) },
      ...(against && {
        apart: {
          logits: difference(outcome.run, against, 'logits'),
          state: difference(outcome.run, against, 'state'),
        },
      }),
    };
  });
  return { title: titleOf(manifest), parameters: manifest.parameters, steps: comparedSteps, backends };
}

/** The comparison as Markdown. */
export function comparisonAsMarkdown({ title, parameters, steps, backends }: BackendsCompared): string {
  const rows = backends.map(figures => {
    const { title } = figures;
    if (figures.kind === 'missing') return `| ${title} | ${localized(figures.missing)} | | | | | |`;
    const { perSecond, p50, p95, ready, apart } = figures;
    const times = [
      localizedDecimal(perSecond, 0),
      localizedDecimal(p50, 2),
      localizedDecimal(p95, 2),
      Math.round(ready),
    ];
    const differences = apart ? [apart.logits, apart.state].map(value => value.toExponential(1)) : ['', ''];
    return `| ${[title, ...times, ...differences].join(' | ')} |`;
  });
  return [
    `# ${t`Backends, with ${title}`}`,
    '',
    t`${parameters} parameters, ${steps} steps of one state, in this extension host, just now.`,
    '',
    t`| backend | steps a second | half of the steps below (ms) | 95% below (ms) | ready after (ms) | largest difference from WASM: logits | state |`,
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    t`The differences are the largest of any number, over all steps; of a number of the state above 1, as a share of it. The setting \`unroll.backend\` chooses.`,
    '',
  ].join('\n');
}
