// npm run replay:learn: see `usage`.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { noFound } from '../../src/memory/memory.js';
import { Mixer } from '../../src/memory/mixer.js';
import model from '../../src/memory/mixer.json';
import { maximumContextBytes } from '../../src/memory/sorting.js';
import { encode, vocabulary } from '../../src/network/bytes.js';
import type { Network } from '../../src/network/network.js';
import { softmax } from '../../src/network/probability.js';
import type { Document } from '../evaluate/documents.js';
import { command, Mistake, parsed } from '../evaluate/mistake.js';
import { Progress } from '../evaluate/progress.js';
import { shuffled } from '../evaluate/sample.js';
import { bits, columns, whole } from '../evaluate/table.js';
import { loadAsServed } from '../shipped.js';
import { outputReads, type OutputReads } from './output-reads.js';
import { packagesOf } from './packages.js';
import { budget } from './remembering.js';
import { writeRows } from './report.js';
import { drain, Workspace } from './workspace.js';

const usage = `npm run replay:learn -- SPLIT [--bytes N] [--network NAME] [--table]
  What it would gain if the output layer went on learning as it reads (dynamic evaluation: Krause et al. 2018), alone and beside the memory.
  SPLIT      a split of the corpus: models/training/corpus/test
  --bytes    bytes read of each document (default: 4000)
  --table    writes the table into test/replay/README.md, too`;

/** Documents of each package, the rest of which is their workspace. */
const ofEach = 1;
/** Of what was learnt so much is lost at each byte: it decays to the weights that ship. */
const decay = 2e-4;
/** Bytes probed in one call. */
const piece = 128;
/** Sizes of a step along the gradient. */
const rates = [0.003, 0.01, 0.03];

/** What the output layer learnt over its shipped weights, by gradient descent on the surprise of each byte. */
class Learner {
  /** `[vocabulary, size]`, to be taken `scale` times; and the bias. */
  private readonly weights: Float32Array;
  private readonly bias = new Float32Array(vocabulary);
  private scale = 1;

  /** @param size numbers that the output layer reads; 0: the bias alone learns */
  constructor(
    private readonly size: number,
    private readonly rate: number,
  ) {
    this.weights = new Float32Array(vocabulary * size);
  }

  /** `[vocabulary]`: the logits as it would have them. */
  adapted(logits: Float32Array, read: Float32Array): Float32Array {
    const result = logits.slice();
    for (let byte = 0; byte < vocabulary; byte++) {
      let sum = this.bias[byte] ?? 0;
      for (let i = 0, at = byte * this.size; i < this.size; i++, at++)
        sum += (this.weights[at] ?? 0) * (read[i] ?? 0);
      result[byte] = (result[byte] ?? 0) + this.scale * sum;
    }
    return result;
  }

  /** @param chances what it made of a byte before that came */
  learn(byte: number, chances: Float32Array, read: Float32Array): void {
    this.scale *= 1 - decay;
    const step = this.rate / this.scale;
    for (let other = 0; other < vocabulary; other++) {
      const error = step * (Number(other === byte) - (chances[other] ?? 0));
      if (Math.abs(error) < 1e-7) continue;
      this.bias[other] = (this.bias[other] ?? 0) + error;
      for (let i = 0, at = other * this.size; i < this.size; i++, at++)
        this.weights[at] = (this.weights[at] ?? 0) + error * (read[i] ?? 0);
    }
  }
}

/** Bits spent in all, of which the first two are without learning: the network alone, and with the memory. */
class Sums {
  bytes = 0;
  alone = 0;
  remembering = 0;
  /** With a mixer that learns, as it does in the product. */
  mixing = 0;
  readonly learning = new Map<string, { alone: number; remembering: number }>();
}

interface Reading {
  readonly network: Network;
  readonly reads: OutputReads;
  readonly sums: Sums;
  /** Bytes read of each document. */
  readonly size: number;
}

async function read({ network, reads, sums, size }: Reading, workspace: Workspace, document: Document) {
  const { name, language } = document;
  const bytes = document.bytes.subarray(0, size);
  const [mixer, learningMixer] = [new Mixer(model), new Mixer(model)];
  workspace.about(document);
  const { start, end } = network.manifest.header;
  let { state, logits } = await network.read(network.initial(), encode(start + language + end));
  // What the header left is nobody's to learn from: the first byte moves the biases alone.
  let last: Float32Array = new Float32Array(reads.size);
  const learners = rates.flatMap(rate => [
    [`bias, ${rate}`, new Learner(0, rate)] as const,
    [`layer, ${rate}`, new Learner(reads.size, rate)] as const,
  ]);
  for (let from = 0; from < bytes.length; from += piece) {
    const some = bytes.subarray(from, from + piece);
    const probe = await network.probe(state, some);
    let before = state;
    for (const [i, byte] of some.entries()) {
      const at = from + i;
      drain(workspace.memory.write(name, bytes.subarray(0, at)));
      const context = bytes.subarray(Math.max(0, at - maximumContextBytes), at);
      const found = noFound();
      workspace.memory.find(context, { name, at }, found);
      const surprise = (chances: Float32Array) => -Math.log2(Math.max(1e-7, chances[byte] ?? 0));
      const alone = softmax(logits);
      sums.bytes++;
      sums.alone += surprise(alone);
      sums.remembering += surprise(mixer.mix(alone, context, found));
      sums.mixing += surprise(learningMixer.mix(alone, context, found));
      learningMixer.learn(byte, alone, context, found);
      for (const [label, learner] of learners) {
        const chances = softmax(learner.adapted(logits, last));
        const sum = sums.learning.get(label) ?? { alone: 0, remembering: 0 };
        sum.alone += surprise(chances);
        sum.remembering += surprise(mixer.mix(chances, context, found));
        sums.learning.set(label, sum);
        learner.learn(byte, chances, last);
      }
      logits = probe.logits.subarray(i * vocabulary, (i + 1) * vocabulary);
      const after = probe.states.subarray(i * state.length, (i + 1) * state.length);
      last = reads.of({ before, byte, probe, row: i, rows: some.length });
      before = after;
    }
    state = probe.states.slice(-state.length);
  }
}

await command(async () => {
  const { values, positionals } = parsed(usage, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        bytes: { type: 'string', default: '4000' },
        network: { type: 'string', default: 'default' },
        table: { type: 'boolean', default: false },
      },
    }),
  );
  const [path] = positionals;
  const size = Number(values.bytes);
  if (path === undefined || !(size > 0)) throw new Mistake(usage);
  const packages = await packagesOf(resolve(process.env['INIT_CWD'] ?? process.cwd(), path));
  const chosen = packages.map(one => {
    const some = one.documents.filter(
      ({ bytes, language }) => bytes.length > size && language !== 'markdown',
    );
    return [one, shuffled(some, 7).slice(0, ofEach)] as const;
  });
  const network = await loadAsServed(values.network);
  const sums = new Sums();
  const reading = { network, reads: outputReads(network), sums, size };
  const progress = new Progress(
    'learning',
    chosen.reduce((sum, [, some]) => sum + some.length, 0),
  );
  for (const [one, some] of chosen) {
    if (some.length === 0) continue;
    const workspace = Workspace.of(one, budget);
    for (const document of some) {
      await read(reading, workspace, document);
      progress.add(1);
    }
  }
  progress.end();
  await network.dispose();
  const { bytes, alone, remembering, mixing, learning } = sums;
  const rows = [
    ['what learns, and its rate', 'network', 'network and memory'],
    ['nothing', bits(alone / bytes), bits(remembering / bytes)],
    ['mixer', bits(alone / bytes), bits(mixing / bytes)],
    ...Array.from(learning, ([label, sum]) => [
      label,
      bits(sum.alone / bytes),
      bits(sum.remembering / bytes),
    ]),
  ];
  console.log(`bits per byte of ${whole(bytes)} bytes:\n${columns(rows)}`);
  if (values.table) await writeRows('learning', [rows]);
});
