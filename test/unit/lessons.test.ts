import { assert } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { landmarks } from '../../src/insight/landmark.js';
import { encode } from '../../src/network/bytes.js';
import { loadNetwork } from '../../src/network/load.js';
import {
  layerUnits,
  parseManifest,
  parts,
  unitCount,
  type Gate,
  type Manifest,
} from '../../src/network/manifest.js';
import { shippedNetworks } from '../../src/network/shipped.js';
import { factsOf, fillIn } from '../../src/panel/lessons/facts.js';
import { undone, type Words } from '../../src/panel/lessons/lesson.js';
import { lessons } from '../../src/panel/lessons/lessons.js';
import { lessonPrograms, tracks } from '../../src/panel/protocol.js';
import type { DisplayLanguage } from '../../src/phrase.js';
import { readModel, readRuntime } from '../shipped.js';

const tongues: readonly DisplayLanguage[] = ['en', 'vi'];
/** Letters that Vietnamese has and English has not. */
const vietnamese = /[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]/i;

describe('the lessons', () => {
  const everywhere: readonly (readonly [where: string, words: Words])[] = lessons.flatMap(lesson => [
    [`title of ${lesson.id}`, lesson.title] as const,
    ...lesson.steps.flatMap(({ text, answer }, i) => [
      [`step ${i + 1} of ${lesson.id}`, text] as const,
      ...(answer ? [[`answer of ${lesson.id}`, answer] as const] : []),
    ]),
  ]);

  it('have names of their own, and three to six steps that each do something', () => {
    assert.equal(new Set(lessons.map(({ id }) => id)).size, lessons.length);
    for (const { id, steps } of lessons) {
      assert.isAtLeast(steps.length, 3, id);
      assert.isAtMost(steps.length, 6, id);
      for (const { actions } of steps) assert.isNotEmpty(actions, id);
    }
  });

  it('say everything in both languages, in at most sixty words a step', () => {
    for (const [where, words] of everywhere) {
      for (const tongue of tongues) {
        const count = words[tongue].trim().split(/\s+/).length;
        assert.isAtLeast(count, 2, `${where}, ${tongue}`);
        // A Vietnamese word is a syllable or two, each written apart.
        assert.isAtMost(count, tongue === 'en' ? 60 : 85, `${where}, ${tongue}`);
      }
      assert.notMatch(words.en, vietnamese, where);
      assert.match(words.vi, vietnamese, where);
    }
  });

  it('each end with a question to be answered on the view, and with its answer', () => {
    for (const { id, steps } of lessons) {
      const last = steps.at(-1);
      assert.include(last?.text.en, '?', id);
      assert.include(last?.text.vi, '?', id);
      assert.match(last?.text.en ?? '', /\bPredict:/, id);
      assert.match(last?.text.vi ?? '', /đoán/, id);
      assert.isOk(last?.answer, id);
      assert.isTrue(
        last.actions.some(({ kind }) => kind === 'show'),
        id,
      );
    }
  });

  it('open programs that ship', () => {
    const opened = lessons.flatMap(({ steps }) => steps.flatMap(({ opens }) => opens ?? []));
    assert.sameMembers(opened, [...lessonPrograms]);
    for (const name of opened) assert.ok(existsSync(`models/${name}`), name);
  });

  it('go only where the view can go', () => {
    for (const { id, steps } of lessons) {
      for (const action of steps.flatMap(({ actions }) => actions)) {
        if (action.kind === 'show') assert.include(tracks, action.track, id);
        if (action.kind === 'goto') assert.include(landmarks, action.where, id);
        if (action.kind === 'network') assert.include(shippedNetworks, action.name, id);
        if (action.kind === 'type') assert.isNotEmpty(action.text, id);
      }
      // A unit is held that was pinned before.
      const kinds = steps.flatMap(({ actions }) => actions.map(({ kind }) => kind));
      if (kinds.includes('clamp')) assert.isBelow(kinds.indexOf('pin'), kinds.indexOf('clamp'), id);
    }
  });

  it('leave the view as they found it', () => {
    const memory = lessons.find(({ id }) => id === 'memory');
    assert.ok(memory);
    assert.sameMembers(undone(memory), ['network', 'place', 'tracks', 'pins', 'colour', 'scratch']);
  });

  describe('are right', () => {
    /** Gates at a byte, where the state before it has other numbers in one layer’s h alone: has each layer other gates? */
    const changed = async (name: string, layer: number): Promise<boolean[]> => {
      const network = await loadNetwork(name, readModel, readRuntime);
      const { manifest } = network;
      const { state } = await network.read(network.initial(), encode('\u0001typescript\nlet a = ['));
      const { start, size } = parts(manifest).find(part => part.name === 'h' && part.layer === layer) ?? {};
      assert.ok(start !== undefined && size !== undefined);
      const other = state.map((value, i) => (i >= start && i < start + size ? -value : value));
      const [one, two] = [await network.probe(state, encode('b')), await network.probe(other, encode('b'))];
      await network.dispose();
      let from = 0;
      return layerUnits(manifest).map(units => {
        const [begin, end] = [from, (from += units)];
        return Object.entries(one.gates).some(([gate, values]) =>
          values.subarray(begin, end).some((value, i) => {
            const there = two.gates[gate as Gate]?.[begin + i] ?? NaN;
            return Math.abs(value - there) > 1e-6;
          }),
        );
      });
    };

    it('in that gates of the lowest block see as many bytes as its convolution reads, and no more', async () => {
      const network = await loadNetwork('glr', readModel, readRuntime);
      const { manifest } = network;
      assert.ok(manifest.kind === 'blocks');
      const [{ conv, units } = { conv: 0, units: 0 }] = manifest.blocks;
      assert.isAbove(conv, 1);
      const last = 'abcdefgh'.slice(0, conv);
      const lowest = async (text: string) => {
        const { gates } = await network.probe(network.initial(), encode(text));
        const all = unitCount(manifest);
        return Object.values(gates).flatMap(values => [...values.subarray(-all).subarray(0, units)]);
      };
      const apart = (one: readonly number[], two: readonly number[]) =>
        Math.max(...one.map((value, i) => Math.abs(value - (two[i] ?? NaN))));
      const seen = await lowest(`let x = (${last}`);
      assert.isBelow(apart(seen, await lowest(`let x = []${last}`)), 1e-6);
      assert.isAbove(apart(seen, await lowest(`let x = (-${last.slice(1)}`)), 1e-3);
      await network.dispose();
    });

    it('in the figures that they give of the test text: those of the tables', () => {
      const tables = ['models/README.md', 'test/replay/README.md'].map(file => readFileSync(file, 'utf8'));
      const known =
        tables
          .join('\n')
          .match(/\b\d+\.\d+\b/g)
          ?.map(Number) ?? [];
      let found = 0;
      for (const [where, words] of everywhere) {
        const figures = words.en.match(/\b\d+\.\d+\b/g) ?? [];
        assert.sameMembers(words.vi.match(/\b\d+,\d+\b/g) ?? [], [
          ...figures.map(figure => figure.replace('.', ',')),
        ]);
        for (const figure of figures) {
          const digits = figure.split('.')[1]?.length ?? 0;
          // 0.5 is no measurement.
          const isThere = figure === '0.5' || known.some(number => number.toFixed(digits) === figure);
          assert.ok(isThere, `${where}: ${figure}`);
          found++;
        }
      }
      assert.isAbove(found, 15);
    });

    it('in the sizes of the tensors of the vanilla network, which sum to its parameters', async () => {
      const json = new TextDecoder().decode(await readModel('rnn.json'));
      const manifest = parseManifest(json, 'rnn.json');
      assert.ok(manifest.kind === 'layers');
      const [n, e] = [manifest.layers[0] ?? 0, manifest.embedding];
      const sizes = [256 * e, n * e, n * n, 2 * n, n * 256, 256];
      assert.deepEqual(
        manifest.weights.tensors.map(({ shape }) => shape.reduce((a, b) => a * b)),
        sizes,
      );
      assert.equal(
        sizes.reduce((a, b) => a + b),
        manifest.parameters,
      );
      // R has more than half of them.
      assert.isAbove(n * n, manifest.parameters / 2);
    });

    it('in that gates of a GRU read its state', async () => {
      assert.deepEqual(await changed('gru', 0), [true]);
    });

    it('in that those of a gated linear recurrence do not, and those of the blocks above do', async () => {
      const { length } = await changed('glr', 0);
      for (let layer = 0; layer < length; layer++) {
        const above = Array.from({ length }, (_, i) => i > layer);
        assert.deepEqual(await changed('glr', layer), above, `block ${layer + 1}`);
      }
    });
  });

  describe('take their figures', () => {
    let manifests: Map<string, Manifest>;
    before(async () => {
      manifests = new Map();
      for (const name of shippedNetworks) {
        const json = new TextDecoder().decode(await readModel(`${name}.json`));
        manifests.set(name, parseManifest(json, `${name}.json`));
      }
    });

    it('from the manifests of the networks that ship, and leave none open', () => {
      const facts = factsOf(manifests);
      for (const [where, words] of everywhere)
        for (const tongue of tongues)
          assert.notMatch(fillIn(words[tongue], facts, tongue), /\{[a-z]+\./, where);
      assert.equal(facts['gru.parameters'], manifests.get('gru')?.parameters);
    });

    it('such that a wider window costs the plain network what its tensors would grow by', () => {
      const plain = manifests.get('feedforward');
      assert.ok(plain?.cell === 'feedforward');
      const facts = factsOf(manifests);
      const [units = 0, inputs = 0] =
        plain.weights.tensors.find(({ name }) => name === 'layer0.W')?.shape ?? [];
      assert.equal(facts['feedforward.each'], (units * inputs) / plain.window);
      const parameters = plain.weights.tensors.reduce(
        (sum, { shape }) => sum + shape.reduce((a, b) => a * b),
        0,
      );
      assert.equal(facts['feedforward.far'], parameters + units * (1000 * plain.embedding - inputs));
    });

    it('with the blocks of a network, and the bytes that the lowest one’s convolution reads', () => {
      const facts = factsOf(manifests);
      for (const name of ['glr', 'default'] as const) {
        const { tensors } = manifests.get(name)?.weights ?? {};
        const outputs = tensors?.filter(({ name }) => /^block\d+\.out$/.test(name));
        assert.equal(facts[`${name}.blocks`], outputs?.length);
        const taps = tensors?.find(({ name }) => name === 'block0.conv');
        assert.equal(facts[`${name}.conv`], taps?.shape[0]);
      }
      assert.notProperty(facts, 'gru.blocks');
    });

    it('written as each language writes numbers', () => {
      assert.equal(fillIn('{a.b} of {c}', { 'a.b': 296704 }, 'en'), '296,704 of {c}');
      assert.equal(fillIn('{a.b}', { 'a.b': 296704 }, 'vi'), '296.704');
    });
  });
});
