import { assert } from 'chai';
import { landmarks } from '../../src/insight/landmark.js';
import { parseManifest, type Manifest } from '../../src/network/manifest.js';
import { shippedNetworks } from '../../src/network/shipped.js';
import { factsOf, fillIn } from '../../src/panel/lessons/facts.js';
import { undone, type Words } from '../../src/panel/lessons/lesson.js';
import { lessons } from '../../src/panel/lessons/lessons.js';
import { tracks } from '../../src/panel/protocol.js';
import type { DisplayLanguage } from '../../src/phrase.js';
import { readModel } from '../shipped.js';

const tongues: readonly DisplayLanguage[] = ['en', 'vi'];
/** Letters that Vietnamese has and English has not. */
const vietnamese = /[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]/i;

describe('the lessons', () => {
  const everywhere: readonly (readonly [where: string, words: Words])[] = lessons.flatMap(lesson => [
    [`title of ${lesson.id}`, lesson.title] as const,
    ...lesson.steps.map(({ text }, i) => [`step ${i + 1} of ${lesson.id}`, text] as const),
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

    it('written as each language writes numbers', () => {
      assert.equal(fillIn('{a.b} of {c}', { 'a.b': 296704 }, 'en'), '296,704 of {c}');
      assert.equal(fillIn('{a.b}', { 'a.b': 296704 }, 'vi'), '296.704');
    });
  });
});
