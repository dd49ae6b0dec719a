import assert from 'node:assert/strict';
import type { Profiler } from 'node:inspector';
import { stretchesOf } from '../bench/stretches.js';

/** A profile of samples a millisecond apart: `o` ours, `w` what ours called, `t` theirs, `g` garbage collection, `.` idle. */
function profile(samples: string): Profiler.Profile {
  const node = (id: number, functionName: string, url = '', children: number[] = []) => ({
    id,
    children,
    callFrame: { functionName, url, scriptId: '0', lineNumber: 0, columnNumber: 0 },
  });
  return {
    nodes: [
      node(1, '(root)', '', [2, 4, 5, 6]),
      node(2, 'ours', 'file:///x/extension.js', [3]),
      node(3, 'wasm-function[1]', 'wasm://wasm/1'),
      node(4, 'theirs', 'file:///x/host.js'),
      node(5, '(garbage collector)'),
      node(6, '(idle)'),
    ],
    startTime: 0,
    endTime: samples.length * 1000,
    samples: Array.from(samples, sample => ({ o: 2, w: 3, t: 4, g: 5 })[sample] ?? 6),
    timeDeltas: Array.from(samples, () => 1000),
  };
}

const isOurs = (url: string) => url.endsWith('extension.js');
const lengths = (samples: string, turns: number[] = []) =>
  stretchesOf(profile(samples), turns, isOurs).map(({ milliseconds }) => milliseconds);

describe('a stretch for which a script holds its thread', () => {
  it('is a run of samples with it on the stack, also below what it called', () => {
    assert.deepEqual(lengths('..oow.tt.o..'), [3, 1]);
    assert.deepEqual(lengths('tt..tt'), []);
    assert.equal(stretchesOf(profile('ow'), [], isOurs)[0]?.where, 'ours');
  });

  it('goes on through garbage collection, and ends where others run', () => {
    assert.deepEqual(lengths('ooggo.gg.o'), [5, 1]);
    assert.deepEqual(lengths('ootoo'), [2, 2]);
  });

  it('tells what it worked from what other processes took meanwhile', () => {
    const late = profile('ooo');
    late.timeDeltas = [1000, 1000, 30_000];
    const [stretch] = stretchesOf(late, [], isOurs);
    assert.deepEqual([stretch?.milliseconds, stretch?.worked], [32, 3.5]);
  });

  it('ends where the script was called by a timer, since others had their turn', () => {
    assert.deepEqual(lengths('oooooo', [3500]), [3, 3]);
    assert.deepEqual(lengths('oooooo', [100, 200, 9000]), [6]);
  });
});
