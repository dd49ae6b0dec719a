import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { settingsOf } from '../../src/editor/settings/settings-values.js';
import type { NetworkFiles } from '../../src/network/backend.js';
import { encode } from '../../src/network/bytes.js';
import { loadFiles } from '../../src/network/load.js';
import { NetworkError, parseManifest, parts, type Manifest } from '../../src/network/manifest.js';
import { wasmBackend } from '../../src/network/onnx.js';
import { joined } from '../../src/network/protobuf.js';
import { expandWeights } from '../../src/network/weights.js';
import { Store } from '../../src/panel/app/ui.js';
import { guessesEach, maximumHeldValue, parseToHost, parseToPage } from '../../src/panel/protocol.js';
import { phrase } from '../../src/phrase.js';
import { readRuntime } from '../shipped.js';
import { readTested } from './tested-networks.js';

/** How often each kind of input is tried: `npm run fuzz` tries 10,000. The same inputs every time. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 200);
const seed = Number(process.env['FUZZ_SEED'] ?? 8);

const readOwn = async (file: string) => new Uint8Array(await readFile(`test/host/networks/${file}`));
const runtime = readRuntime();
const backend = wasmBackend(() => runtime);

/** Anything that JSON can say. */
const json = fc.jsonValue({ maxDepth: 3 });
/** A number that hurts. */
const nasty = fc.constantFrom(
  ...[0, -1, 1, 0.5, 255, 256, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53, 1e308, -1e308, 8193],
);

/** Bytes with a few of them changed, some cut off or put in, or copied from elsewhere in them. */
function damaged(good: Uint8Array): fc.Arbitrary<Uint8Array> {
  const at = fc.nat(good.length);
  const edit = fc.oneof(
    fc.record({ at, bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }), replaced: fc.nat(4) }),
    fc.record({ at, bytes: fc.uint8Array({ maxLength: 40 }), replaced: fc.nat(200) }),
    fc.tuple(at, at, fc.nat(100)).map(([at, from, length]) => ({
      at,
      bytes: good.slice(from, from + length),
      replaced: length,
    })),
    at.map(at => ({ at, bytes: new Uint8Array(0), replaced: good.length })),
  );
  // One byte is often all it takes to get far before it is found out.
  const flip = fc.record({
    at,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 1 }),
    replaced: fc.constant(1),
  });
  return fc
    .oneof(
      { weight: 12, arbitrary: fc.array(flip, { minLength: 1, maxLength: 2 }) },
      { weight: 6, arbitrary: fc.array(edit, { minLength: 1, maxLength: 3 }) },
      {
        weight: 1,
        arbitrary: fc.uint8Array({ maxLength: 300 }).map(bytes => [{ at: 0, bytes, replaced: good.length }]),
      },
    )
    .map(edits =>
      edits.reduce<Uint8Array>((bytes, { at, bytes: put, replaced }) => {
        const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + replaced)];
        return joined([before, put, after]);
      }, good),
    );
}

/** A JSON object with a value somewhere in it replaced, or left out. */
function changed(good: unknown): fc.Arbitrary<unknown> {
  const places: (readonly (string | number)[])[] = [];
  const walk = (value: unknown, path: readonly (string | number)[]) => {
    if (path.length > 0) places.push(path);
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
  };
  walk(good, []);
  const value = fc.oneof(json, nasty, fc.constant(undefined), fc.string({ unit: 'binary', maxLength: 40 }));
  return fc
    .array(fc.tuple(fc.constantFrom(...places), value), { minLength: 1, maxLength: 3 })
    .map(changes => {
      const copy = structuredClone(good) as Record<string, unknown>;
      for (const [path, value] of changes) {
        const parent = path.slice(0, -1).reduce<unknown>((inner, key) => {
          return typeof inner === 'object' && inner !== null
            ? (inner as Record<string, unknown>)[key]
            : undefined;
        }, copy);
        if (typeof parent === 'object' && parent !== null)
          (parent as Record<string, unknown>)[path.at(-1) ?? ''] = value;
      }
      return copy;
    });
}

describe(`${numRuns} damaged inputs of each kind: nothing escapes, nothing hangs`, function () {
  this.timeout(3_600_000);
  let files: NetworkFiles;
  let manifest: Record<string, unknown>;
  before(async () => {
    files = await loadFiles('own', readOwn);
    manifest = JSON.parse(await readFile('test/host/networks/own.json', 'utf8')) as Record<string, unknown>;
  });

  /** Tries inputs; each is taken, or refused with a NetworkError. */
  async function tried<T>(
    inputs: fc.Arbitrary<T>,
    take: (input: T) => unknown,
    shown: (input: T) => unknown = input => input,
  ): Promise<void> {
    let [taken, longest] = [0, 0];
    const refusals = new Map<string, number>();
    const property = fc.asyncProperty(inputs, async input => {
      const begun = performance.now();
      try {
        await take(input);
        taken++;
      } catch (error) {
        if (!(error instanceof NetworkError))
          throw new Error(`escaped, of ${JSON.stringify(shown(input))}: ${String(error)}`, { cause: error });
        assert.ok(error.message.length < 2000, 'a message that a person can read');
        const kind = error.message.replaceAll(/"[^"]*"|[\d,]+/g, '…').slice(0, 60);
        refusals.set(kind, (refusals.get(kind) ?? 0) + 1);
      }
      longest = Math.max(longest, performance.now() - begun);
    });
    await fc.assert(property, { numRuns, seed, endOnFailure: true });
    console.log(
      `      ${taken} taken, ${numRuns - taken} refused in ${refusals.size} ways; the longest took ${Math.round(longest)} ms`,
    );
  }

  it('manifests: of other values, other structure, or no JSON at all', async () => {
    const text = JSON.stringify(manifest);
    const inputs = fc.oneof(
      { weight: 6, arbitrary: changed(manifest).map(value => JSON.stringify(value)) },
      { weight: 1, arbitrary: damaged(encode(text)).map(bytes => new TextDecoder().decode(bytes)) },
      { weight: 1, arbitrary: json.map(value => JSON.stringify(value)) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    );
    await tried(inputs, json => {
      const manifest = parseManifest(json, 'x.json');
      // What is taken has to do with whatever weights lie beside it, too.
      expandWeights(manifest, files.weights);
    });
  });

  it('manifests of blocks', async () => {
    const text = new TextDecoder().decode(await readTested('blocks-glr.json'));
    const inputs = changed(JSON.parse(text)).map(value => JSON.stringify(value));
    await tried(inputs, json => {
      const manifest = parseManifest(json, 'x.json');
      assert.ok(parts(manifest).every(({ size }) => size > 0));
    });
  });

  it('manifests, with the graphs and weights of another network', async () => {
    await tried(changed(manifest), async value => {
      const parsed = parseManifest(JSON.stringify(value), 'x.json');
      const network = await backend.create({ ...files, manifest: parsed });
      await network.dispose();
    });
  });

  const graphs = (['own', 'blocks-glr'] as const).flatMap(name =>
    (['step', 'read', 'probe'] as const).map(graph => ({ name, graph })),
  );
  for (const { name, graph } of graphs) {
    it(`graphs: ${graph} of ${name}`, async () => {
      const good = name === 'own' ? files : await loadFiles(name, readTested);
      const inputs = damaged(good.graphs[graph]);
      const take = async (bytes: Uint8Array) => {
        const network = await backend.create({ ...good, graphs: { ...good.graphs, [graph]: bytes } });
        try {
          if (graph === 'probe') await network.probe(network.initial(), Uint8Array.of(1, 2, 3));
        } catch (error) {
          // The runtime says in its own words where a graph that it took does not run.
          throw error instanceof NetworkError ? error : new NetworkError(phrase`${String(error)}`);
        } finally {
          await network.dispose();
        }
      };
      await tried(inputs, take, bytes => [...bytes]);
    });
  }

  it('weights: of other numbers, or another length', async () => {
    const inputs = damaged(files.weights.slice(0, 4000)).map(head => {
      const weights = new Uint8Array(Math.max(0, files.weights.length + head.length - 4000));
      weights.set(files.weights.subarray(0, weights.length));
      weights.set(head.subarray(0, weights.length));
      return weights;
    });
    const take = async (weights: Uint8Array) => {
      const network = await backend.create({ ...files, weights });
      await network.dispose();
    };
    await tried(inputs, take, weights => weights.length);
  });

  it('settings: of any kind and value', async () => {
    const names = ['enabled', 'eagerness', 'mode', 'maximumLength', 'comments', 'strings', 'prose'];
    const value = fc.oneof(
      json,
      nasty,
      fc.constantFrom('quiet', 'eager', true, false, NaN, Infinity, undefined),
    );
    const inputs = fc.record({
      values: fc.dictionary(fc.constantFrom(...names, 'exclude', 'coexistence'), value),
      excluded: fc.option(fc.dictionary(fc.constantFrom('globalValue', 'workspaceValue', 'key'), value), {
        nil: undefined,
      }),
    });
    await tried(inputs, ({ values, excluded }) => {
      const settings = settingsOf(name => values[name], excluded);
      assert.ok(['quiet', 'balanced', 'eager'].includes(settings.eagerness));
      assert.ok(['automatic', 'manual'].includes(settings.mode));
      assert.ok(settings.maximumLength >= 4 && settings.maximumLength <= 200);
      assert.ok(settings.exclude.every(glob => typeof glob === 'string' && glob !== ''));
      assert.ok(['off', 'sure', 'asCode'].includes(settings.prose));
      for (const name of ['enabled', 'comments', 'strings'] as const)
        assert.equal(typeof settings[name], 'boolean');
    });
  });

  const columns = (length: number) => ({
    bytes: new Uint8Array(length).fill(97),
    text: Array.from({ length }, () => 'a'),
    starts: Int32Array.from({ length }, (_, i) => i),
    anchors: new Int32Array(length),
    surprise: new Float32Array(length),
    hidden: new Float32Array(2 * length),
    guesses: new Uint8Array(guessesEach * length),
    chances: new Float32Array(guessesEach * length),
  });
  const facts = { name: 'n', title: 't', cell: 'gru', layers: [2], parameters: 9, file: 'f' };
  const begun = [
    { type: 'open', number: 1, facts, coloured: 'off' },
    {
      ...{
        type: 'delta',
        number: 2,
        known: 0,
        drop: 0,
        keep: 0,
        moved: 0,
        cursor: 3,
        acknowledgedMoves: 0,
        busy: false,
      },
      ...{ before: columns(3), after: columns(0) },
      focus: { guesses: [], entropy: 1, units: [{ unit: 1, why: 'changed' }], bits: 2 },
      gates: { unit: 1, series: [{ letter: 'z', values: new Float32Array(3) }], cell: new Float32Array(3) },
      influence: { target: 97, values: new Float32Array(3) },
    },
  ];

  it('messages to the panel’s page: none breaks it, and it goes on after each', async () => {
    const words = phrase`${'x'} is refused: ${phrase`none`}`;
    const cells = [
      {
        name: 'n',
        title: 't',
        cell: 'rnn',
        parameters: 1,
        bits: 2,
        shown: true,
        surprise: new Float32Array(3),
      },
    ];
    const apart = { logits: 1e-6, state: 1e-7 };
    const wasm = { kind: 'measured', title: 'a', perSecond: 9, p50: 1, p95: 2, ready: 3, apart };
    const bytes = [
      { byte: 97, chance: 0.5, others: [], alone: 0.5, match: { file: 'f', line: 1, length: 9 } },
    ];
    const tree = [
      { bytes: [97], chance: 0.5, alone: 0.5, isSaid: true, match: { file: 'f', line: 1 } },
      { parent: 0, bytes: [98, 99], chance: 0.5, alone: 0.5, isSaid: false },
    ];
    const best = { text: 'a', bytes, probability: 0.5, alone: 0.5, confidence: 0.5, saved: 1 };
    const others = [
      {
        type: 'backends',
        number: 3,
        compared: {
          title: 't',
          parameters: 1,
          steps: 1,
          backends: [wasm, { kind: 'missing', title: 'b', missing: words }],
        },
      },
      { type: 'idle', number: 3, words },
      { type: 'compare', number: 3, compared: { bytes: 3, end: 3, cells } },
      {
        type: 'why',
        number: 3,
        why: { threshold: 0.5, best, others: [{ text: 'b', confidence: 0.1 }], silence: words, tree },
      },
      {
        type: 'unit',
        number: 3,
        page: {
          ...{ unit: 1, high: 0.5, share: 0.5, characters: 9, isWhole: true },
          places: [{ offset: 1, value: 0.5, before: 'a', text: 'b', after: 'c' }],
          up: [{ byte: 97, push: 0.5 }],
          down: [],
        },
      },
      { type: 'what-if', number: 3, result: { words, before: [], after: [], divergence: 0 } },
      {
        type: 'lesson',
        number: 3,
        tongue: 'vi',
        all: [],
        lesson: { id: 'a', title: 't', text: 't', step: 0, steps: 1, answer: 'a', opens: 'rnn.py' },
      },
    ];
    const next = { ...begun[1], number: 3, keep: 3, cursor: 4, before: columns(0), after: columns(1) };
    const good = [...begun, next, ...others];
    for (const message of good) assert.equal(typeof parseToPage(message), 'object', JSON.stringify(message));
    const inputs = fc.oneof(...good.map(message => changed(message)), json);
    await tried(inputs, input => {
      const store = new Store(
        { post: () => undefined, restore: () => undefined, keep: () => undefined },
        () => undefined,
      );
      const receive = (message: unknown) => {
        const parsed = parseToPage(message);
        if (typeof parsed === 'string') throw new NetworkError(phrase`${parsed}`);
        store.receive(parsed);
      };
      for (const message of begun) receive(message);
      receive(input);
      store.scroll(1);
      store.moveTo(2);
      store.step(1);
      for (const message of begun) receive(message);
      assert.equal(store.ui.model.columns.length, 3);
    });
  });

  it('messages from the panel’s page: each is one that there is, or refused', async () => {
    const good = [
      { type: 'ready' },
      { type: 'drawn', number: 1 },
      { type: 'subscribe', tracks: ['gates'], pinned: [3], ranking: 'here' },
      { type: 'move', offset: 3, number: 1 },
      { type: 'run', command: 'restart' },
      { type: 'what-if', change: { kind: 'clamp', unit: 1, value: 0.5 } },
      { type: 'lesson', id: 'a', step: 1 },
      { type: 'picture', format: 'svg', data: 'x' },
    ];
    const inputs = fc.oneof(...good.map(message => changed(message)), json);
    await tried(inputs, input => {
      const parsed = parseToHost(input);
      if (typeof parsed === 'string') throw new NetworkError(phrase`${parsed}`);
      if (parsed.type === 'run')
        assert.ok(
          [
            'chooseNetwork',
            'restart',
            'findSimilar',
            'openLessons',
            'compareBackends',
            'openSample',
          ].includes(parsed.command),
        );
      if (parsed.type === 'move') assert.ok(Number.isSafeInteger(parsed.offset) && parsed.offset >= 0);
      if (parsed.type === 'what-if' && parsed.change.kind === 'clamp')
        assert.ok(Math.abs(parsed.change.value) <= maximumHeldValue);
    });
  });

  it('and after all of them a good network runs', async () => {
    const network = await backend.create(files);
    const { logits } = await network.read(network.initial(), encode('\u0001typescript\nconst a'));
    assert.ok(logits.every(Number.isFinite));
    await network.dispose();
  });
});

describe('a hostile network', () => {
  let files: NetworkFiles;
  before(async () => {
    files = await loadFiles('own', readOwn);
  });

  const refused = async (change: Partial<NetworkFiles>, message: RegExp) => {
    await assert.rejects(
      backend.create({ ...files, ...change }),
      (error: unknown) => error instanceof NetworkError && message.test(error.message),
    );
  };
  const withStep = (step: Uint8Array) => ({ graphs: { ...files.graphs, step } });

  it('that would run for ever is refused before the runtime sees it', async () => {
    for (const operator of ['Loop', 'If', 'SequenceMap'])
      await refused(
        withStep(renamed(files.graphs.step, 'Gather', operator)),
        new RegExp(`operator ${operator}`),
      );
  });

  it('of another shape than its manifest says is refused', async () => {
    assert.ok(files.manifest.kind === 'layers');
    const manifest: Manifest = { ...files.manifest, layers: [97] };
    await refused({ manifest }, /graphs of own do not run/);
  });

  it('whose weights are not numbers is refused', async () => {
    await refused({ weights: files.weights.map(() => 0xff) }, /not a number/);
  });

  it('that asks for more memory than an editor has is refused', async () => {
    const { manifest } = files;
    const tensors = [{ name: 'a', shape: [64_000_001], type: 'f16' }];
    const large = { ...manifest, weights: { file: 'own.weights', tensors } };
    assert.throws(
      () => parseManifest(JSON.stringify(large), 'own.json'),
      /own\.json: field "weights\.tensors/,
    );
    // A matrix of the graph that claims more rows than there are weights.
    await refused(withStep(renamed(files.graphs.step, 'weights', 'w3ights')), /should lie in "weights"/);
  });
});

/** A graph with an operator's name, or the like, replaced wherever it stands; lengths before it are mended where they are in the way. */
function renamed(graph: Uint8Array, from: string, to: string): Uint8Array {
  const text = String.fromCharCode(...graph);
  assert.ok(text.includes(from));
  if (from.length === to.length)
    return Uint8Array.from(text.replaceAll(from, to), character => character.charCodeAt(0));
  // A node of its own in front: field 7 (graph) { field 1 (node) { field 4 (operator) } }.
  const node = [0x22, to.length, ...encode(to)];
  const inGraph = [0x0a, node.length, ...node];
  const at = text.indexOf('\x3a') + 1;
  const lengthBytes = (graph[at] ?? 0) & 0x80 ? 2 : 1;
  const length =
    lengthBytes === 2 ? ((graph[at] ?? 0) & 0x7f) + ((graph[at + 1] ?? 0) << 7) : (graph[at] ?? 0);
  const longer = length + inGraph.length;
  const written = [(longer & 0x7f) | 0x80, longer >> 7];
  return Uint8Array.from([
    ...graph.subarray(0, at),
    ...written,
    ...inGraph,
    ...graph.subarray(at + lengthBytes),
  ]);
}
