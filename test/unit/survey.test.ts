import { assert } from 'chai';
import { survey, type SurveyRange } from '../../src/insight/survey.js';
import { Tracer } from '../../src/insight/trace.js';
import { loadNetwork } from '../../src/network/load.js';
import type { Network } from '../../src/network/network.js';
import { Reader } from '../../src/reading/reader.js';
import { never } from '../../src/scheduler.js';
import { readRuntime } from '../shipped.js';
import { HashNetwork } from './hash-network.js';
import { difference } from './steps.js';
import { StringDocument } from './string-document.js';
import { readTested, testedNetworks } from './tested-networks.js';

const text = Array.from({ length: 45 }, (_, i) => `const name${i * i} = "tổng 😀";\r\n`).join('');

const stretchOf = (
  document: string,
  content: string,
  from = 0,
  to = content.length,
): SurveyRange<string> => ({
  ...{ document, from, to, language: 'typescript' },
  source: new StringDocument(content),
});

async function surveyed(network: Network, stretches: readonly SurveyRange<string>[]) {
  const seen = new Map<string, Float32Array>();
  const isDone = await survey(network, stretches, never, (document, offset, hidden) => {
    assert.isFalse(seen.has(`${document} ${offset}`), 'each place once');
    seen.set(`${document} ${offset}`, hidden.slice());
  });
  assert.isTrue(isDone);
  return seen;
}

/** What a trace says of the same places. */
async function traced(network: Network, stretches: readonly SurveyRange<string>[]) {
  const seen = new Map<string, Float32Array>();
  for (const { document, source, language, from, to } of stretches) {
    const tracer = new Tracer(network, source, new Reader(network, source, language));
    assert.isTrue(await tracer.fill(from, to, from, never, () => undefined));
    for (const { end, hidden } of tracer.known(from, to, from).rows) seen.set(`${document} ${end}`, hidden);
  }
  return seen;
}

describe('a survey', () => {
  for (const name of testedNetworks) {
    it(`sees at every character what a trace sees, by ${name}`, async () => {
      const network = await loadNetwork(name, readTested, readRuntime);
      const stretches = [
        stretchOf('whole', text),
        stretchOf('part', text, 611, 700),
        stretchOf('short', 'let a'),
        stretchOf('empty', ''),
      ];
      const [found, expected] = [await surveyed(network, stretches), await traced(network, stretches)];
      assert.sameMembers([...found.keys()], [...expected.keys()]);
      for (const [place, hidden] of expected)
        assert.isBelow(difference(found.get(place) ?? [], hidden), 1e-4, place);
      await network.dispose();
    }).timeout(120_000);
  }

  it('stops when that is asked for, and lets others have their turn meanwhile', async () => {
    const stop = { isCancellationRequested: false };
    let visited = 0;
    // A network as slow as a large one.
    const network = new HashNetwork();
    const step = network.step.bind(network);
    network.step = (states, bytes) => {
      const end = performance.now() + 2;
      while (performance.now() < end);
      return step(states, bytes);
    };
    const visit = () => {
      if (visited++ === 0) setTimeout(() => (stop.isCancellationRequested = true));
    };
    const isDone = await survey(network, [stretchOf('whole', text.repeat(20))], stop, visit);
    assert.isFalse(isDone);
    assert.isAbove(visited, 0);
    assert.isBelow(visited, text.length);
  });
});
