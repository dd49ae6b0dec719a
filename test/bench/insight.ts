// What looking on costs: `node esbuild.mjs --production --tests && node out/bench/insight.mjs`. Milliseconds of this process's
// own time on the processor, so that other work on the machine counts for little.
import { textFeatureNames } from '../../src/insight/feature.js';
import { textFeatures } from '../../src/insight/features.js';
import { Names } from '../../src/insight/names.js';
import { Backward } from '../../src/insight/connectivity.js';
import { likenessTo, mostSimilar } from '../../src/insight/similar.js';
import { encode } from '../../src/network/bytes.js';
import { shippedNetworks } from '../../src/network/shipped.js';
import { never } from '../../src/scheduler.js';
import { loadAsServed } from '../shipped.js';
import { probed } from '../unit/steps.js';

/** The median of some runs, after a few that warm up, in milliseconds. */
async function median(runs: number, work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let i = -3; i < runs; i++) {
    const begun = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(begun);
    if (i >= 0) times.push((user + system) / 1000);
  }
  return times.sort((a, b) => a - b)[times.length >> 1] ?? NaN;
}

const show = (what: string, milliseconds: number) =>
  console.log(`${what.padEnd(72)}${milliseconds.toFixed(3)} ms`);

const steps = 100;
const text = 'const names = ["Ann", "Bob"]; // who\n'.repeat(30);
for (const name of shippedNetworks) {
  const network = await loadAsServed(name);
  const bytes = encode(text).subarray(0, steps);
  const read = await probed(network, network.initial(), bytes);
  show(`${name}: weights by name`, await median(5, () => network.weights()));
  const backward = new Backward(network.manifest, network.weights());
  const once = await median(9, () => backward.connections(read, 0x6e, never));
  show(
    `${name}: connectivity, a step of ${steps}`,
    once / (network.manifest.cell === 'feedforward' ? 1 : steps),
  );
  await network.dispose();
}

const units = 900;
const kept = Array.from({ length: 20_000 }, (_, i) => ({
  document: i % 4,
  offset: i,
  vector: Float32Array.from({ length: units }, (_, u) => Math.sin(i * 31 + u * 17)),
}));
const [target] = kept;
if (target) {
  const likeness = likenessTo(target.vector);
  show(
    `similar: ${kept.length} states of ${units} units`,
    await median(9, () => {
      const places = kept.map(({ document, offset, vector }) => ({
        ...{ document, offset },
        likeness: likeness(vector),
      }));
      return mostSimilar(target, places, 20);
    }),
  );
}

const features = textFeatures('typescript', text);
const row = (i: number) => features.subarray(i * textFeatureNames.length, (i + 1) * textFeatureNames.length);
const observations = kept
  .slice(0, text.length)
  .map(({ vector }, i) => ({ hidden: vector, features: row(i) }));
show(`features: ${text.length} characters`, await median(20, () => textFeatures('typescript', text)));
show(
  `names: ${text.length} bytes, ${units} units, afresh`,
  await median(9, () => new Names(units).update(observations, never)),
);
const names = new Names(units);
let [from, to] = [0, text.length - 40];
await names.update(observations.slice(from, to), never);
show(
  'names: a byte more and one less',
  await median(20, () => names.update(observations.slice(++from, ++to), never)),
);
show(
  `names: every unit's`,
  await median(9, () => Array.from({ length: units }, (_, unit) => names.nameOf(unit))),
);
