import { assert } from 'chai';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { encode } from '../../src/network/bytes.js';
import { loadNetwork } from '../../src/network/load.js';
import { readModel, readRuntime } from '../shipped.js';

/** What the programs find: a row before the text and one after each of its bytes. */
interface Found {
  readonly states: readonly (readonly number[])[];
  readonly probabilities: readonly (readonly number[])[];
}

const sample = 'test/unit/parity/sample.txt';
/** Enough of it for an error of the recurrence to grow, with letters of several bytes. */
const sampleBytes = 300;
const languages = ['', 'python'];

const python = (...args: string[]) =>
  execFileSync('python3', ['-B', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 28,
  });

/** The same by the engine: the probe's states are those that Export States writes. */
async function engineFinds(language: string): Promise<Found> {
  const network = await loadNetwork('rnn', readModel, readRuntime);
  try {
    const { start, end } = network.manifest.header;
    const header = encode(`${start}${language}${end}`);
    const text = new Uint8Array(await readFile(sample)).subarray(0, sampleBytes);
    const probe = await network.probe(network.initial(), Uint8Array.of(...header, ...text));
    const rows = (values: Float32Array) => {
      const size = values.length / probe.bytes;
      return Array.from({ length: text.length + 1 }, (_, i) => [
        ...values.subarray((header.length - 1 + i) * size, (header.length + i) * size),
      ]);
    };
    return { states: rows(probe.states), probabilities: rows(probe.logits).map(softmax) };
  } finally {
    await network.dispose();
  }
}

function softmax(logits: readonly number[]): number[] {
  const exponents = logits.map(logit => Math.exp(logit - Math.max(...logits)));
  const sum = exponents.reduce((a, b) => a + b);
  return exponents.map(exponent => exponent / sum);
}

function assertSame(found: Found, expected: Found): void {
  for (const key of ['states', 'probabilities'] as const) {
    assert.equal(found[key].length, expected[key].length);
    found[key].forEach((row, i) => {
      assert.equal(row.length, expected[key][i]?.length);
      row.forEach((value, j) => assert.approximately(value, expected[key][i]?.[j] ?? NaN, 1e-4, key));
    });
  }
}

describe('the vanilla network by hand', () => {
  for (const language of languages) {
    const named = language === '' ? 'without a language' : `told that it reads ${language}`;

    it(`in JavaScript finds what the engine finds, ${named}`, async () => {
      const program = `
        import { readFileSync } from 'node:fs';
        import { predict } from './models/rnn.mjs';
        const text = readFileSync('${sample}').subarray(0, ${sampleBytes});
        console.log(JSON.stringify(predict(text, '${language}')));`;
      const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      });
      assertSame(JSON.parse(said) as Found, await engineFinds(language));
    });

    it(`in Python finds what the engine finds, ${named}, where there is numpy`, async function () {
      try {
        python('-c', 'import numpy');
      } catch {
        this.skip();
      }
      const program = `
import json, sys
sys.path.insert(0, "models")
import rnn
states, probabilities = rnn.predict(open("${sample}", "rb").read()[:${sampleBytes}], "${language}")
print(json.dumps({"states": states.tolist(), "probabilities": probabilities.tolist()}))`;
      assertSame(JSON.parse(python('-c', program)) as Found, await engineFinds(language));
    });
  }
});
