import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Memory } from '../../src/memory/memory.js';
import type { Network, Reading } from '../../src/network/network.js';
import { Answers, type Caret } from '../../src/suggestion/answers.js';
import { check, checkTexts, fresh } from './interleavings/checks.js';
import { beginning, command, type Command } from './interleavings/commands.js';
import { World } from './interleavings/world.js';
import { Clock } from './vscode/clock.js';

/** Orders that are tried. */
const numRuns = Number(process.env['INTERLEAVING_RUNS'] ?? 2000);

/** Sees what a method is called with and on. @returns what ends that */
function watching<T extends object>(
  prototype: T,
  method: keyof T,
  seen: (self: T, given: readonly unknown[]) => void,
): () => void {
  const real = prototype[method] as (...given: unknown[]) => unknown;
  const watched = function (this: T, ...given: unknown[]): unknown {
    seen(this, given);
    return real.apply(this, given);
  };
  prototype[method] = watched as T[keyof T];
  return () => {
    prototype[method] = real as T[keyof T];
  };
}

describe('whatever happens in whatever order', () => {
  const clock = new Clock();
  const rejections: unknown[] = [];
  const rejected = (reason: unknown) => void rejections.push(reason);
  /** What the answers were worked out from. */
  const asked: { network: string; reading: Reading; caret: Caret }[] = [];
  const memories: Memory[] = [];
  let ends: (() => void)[] = [];

  before(() => {
    // A rejection that nobody handles is to end the run that it is of, not the process.
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', rejected);
    ends = [
      () => {
        process.removeListener('unhandledRejection', rejected);
        for (const other of others) process.on('unhandledRejection', other);
      },
      watching(Answers.prototype, 'inferred', (_, [network, reading, caret]) => {
        const { name } = (network as Network).manifest;
        asked.push({ network: name, reading: reading as Reading, caret: caret as Caret });
      }),
      watching(Memory.prototype, 'names', memory => memories.push(memory)),
    ];
  });
  after(() => {
    for (const end of ends) end();
  });

  async function live(
    begun: readonly Command[],
    passed: number,
    commands: readonly Command[],
    delays: readonly number[],
  ): Promise<void> {
    clock.install();
    let world: World | undefined;
    try {
      world = new World(clock, delays);
      for (const one of begun) await world.run(one);
      if (begun.length > 0) await clock.pass(passed);
      for (const one of commands) await world.run(one);
      await clock.settle();
      world.heal();
      check(world);
      await checkAnswer(world);
      world.end();
      await clock.settle();
      assert.deepEqual(
        world.networks.made.map(({ disposals }) => disposals),
        world.networks.made.map(() => 1),
        'times that networks were disposed of',
      );
      assert.equal(world.host.files.watcherCount, 0);
      assert.deepEqual(world.host.thrown, []);
      assert.deepEqual(rejections, []);
    } finally {
      world?.takeBack();
      rejections.length = 0;
      try {
        await clock.uninstall();
      } catch {
        // What does not come to rest was said above.
      }
    }
  }

  /** Asks at the end of the text, and looks at what the answer is worked out from. */
  async function checkAnswer(world: World): Promise<void> {
    const { editor, api } = world;
    asked.length = 0;
    world.hidePages();
    if (editor) {
      editor.move(editor.document.getText().length);
      void world.complete(editor, true);
      await clock.settle();
    }
    const name = api.network();
    const [first] = asked;
    if (editor && first && name !== undefined) {
      assert.ok(world.isReadable(editor.document), 'what is excluded is asked of');
      assert.equal(first.network, name);
      assert.deepEqual(
        [...first.reading.state],
        [...fresh(editor.document, name).at(editor.caret)],
        'the state of the answer',
      );
    }
    memories.length = 0;
    api.memory();
    const [memory] = memories;
    assert.ok(memory);
    checkTexts(world, memory, first !== undefined);
  }

  it('at rest all that is shown is of the text as it is, and nothing is kept that nobody may read or looks at', async function () {
    this.timeout(600_000);
    await fc.assert(
      fc.asyncProperty(
        beginning,
        fc.constantFrom(100, 300, 400, 1000),
        fc.array(command, { minLength: 1, maxLength: 12, size: 'max' }),
        fc.array(fc.constantFrom(0, 0, 0, 0, 1, 5, 40, 300), { minLength: 1, maxLength: 12 }),
        live,
      ),
      { numRuns },
    );
  });
});
