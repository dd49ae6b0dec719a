import assert from 'node:assert/strict';
import { inSlices, never, nextTurn, backgroundTurn, withPriority, yieldTurn } from '../../src/scheduler.js';

/** Work of so many pieces, each of them longer than a stretch. @param done is told of each */
function* pieces(count: number, done: () => void): Generator<undefined, string> {
  for (let i = 0; i < count; i++) {
    for (const begun = performance.now(); performance.now() - begun < 6;);
    done();
    yield;
  }
  return 'all';
}

describe('turns', () => {
  it('do not add up: between two turns of the event loop one work goes on, however many there are', async () => {
    for (const works of [1, 2, 4, 7]) {
      let turns = 0;
      let isDone = false;
      const turn = () => {
        turns++;
        if (!isDone) setImmediate(turn);
      };
      setImmediate(turn);
      const inTurn = new Map<number, Set<number>>();
      const work = async (name: number) => {
        for (let i = 0; i < 4; i++) {
          assert.ok(await nextTurn(never));
          for (const begun = performance.now(); performance.now() - begun < 5;);
          const here = inTurn.get(turns) ?? new Set();
          inTurn.set(turns, here.add(name));
        }
      };
      // A stretch is under way when they begin.
      await yieldTurn();
      for (const begun = performance.now(); performance.now() - begun < 5;);
      await Promise.all(Array.from({ length: works }, (_, name) => work(name)));
      isDone = true;
      for (const names of inTurn.values()) assert.equal(names.size, 1, `${works} works`);
    }
  });

  it('what nobody waits for stands back while somebody waits, and goes on afterwards', async () => {
    const order: string[] = [];
    let answer: () => void = () => undefined;
    const waiting = withPriority(() => new Promise<void>(resolve => (answer = resolve)));
    const background = inSlices(
      pieces(3, () => order.push('piece')),
      never,
      backgroundTurn,
    );
    for (let i = 0; i < 10; i++) await yieldTurn();
    order.push('answer');
    answer();
    await waiting;
    assert.equal(await background, 'all');
    assert.deepEqual(order, ['piece', 'answer', 'piece', 'piece']);
  });

  it('but not for ever: who types without a pause does not stop it', async () => {
    let answer: () => void = () => undefined;
    const waiting = withPriority(() => new Promise<void>(resolve => (answer = resolve)));
    const work = pieces(3, () => undefined);
    assert.equal(await inSlices(work, never, backgroundTurn), 'all');
    answer();
    await waiting;
  });

  it('work that is asked to stop ends without a result, wherever it stands', async () => {
    const run = { isCancellationRequested: false };
    let done = 0;
    const work = inSlices(
      pieces(3, () => {
        done++;
        run.isCancellationRequested = true;
      }),
      run,
      backgroundTurn,
    );
    assert.equal(await work, undefined);
    assert.equal(done, 1);
  });

  it('an answer that fails holds nothing back', async () => {
    await assert.rejects(withPriority(() => Promise.reject(new Error('no'))));
    let order = '';
    const background = inSlices(
      pieces(2, () => (order += 'p')),
      never,
      backgroundTurn,
    );
    assert.equal(await background, 'all');
    assert.equal(order, 'pp');
  });
});
