import {
  i32,
  load,
  moduleOf,
  repeatWhile,
  Routine,
  store,
  vector,
  zeros,
} from '../../src/network/int8/assembler.js';

const bytesInVector = 16;
/** Vectors that a turn of the loop loads, and the sums that they are added to by turns, so that no addition waits for the one before. */
const [vectorsInTurn, sumCount] = [16, 8];
const bytesInTurn = bytesInVector * vectorsInTurn;
const bytesInPage = 65_536;

function reader() {
  const routine = new Routine('read', { at: 'i32', end: 'i32', out: 'i32' });
  const { at, end, out } = routine.parameters;
  const sums = Array.from({ length: sumCount }, () => routine.local('v128'));
  const turn = Array.from({ length: vectorsInTurn }, (_, i) => {
    const sum = sums[i % sumCount];
    if (!sum) throw new Error('every vector has a sum');
    return sum.set(vector('i32x4.add', sum.value, load(at.value, bytesInVector * i)));
  });
  // What is stored depends on all that was loaded: nothing may be left out.
  const total = sums.reduce((sum, one) => vector('i32x4.add', sum, one.value), zeros);
  return routine.assemble([
    repeatWhile(i32.isLess(at.value, end.value), [...turn, at.increase(bytesInTurn)]),
    store(out.value, total),
  ]);
}

/** A call in WASM that loads as many bytes and does nothing else with them: a step that reads its weights cannot take less here. */
export function readingOnly(bytes: number): () => void {
  const length = Math.ceil(bytes / bytesInTurn) * bytesInTurn;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((length + bytesInVector) / bytesInPage) });
  // Pages that were never written to are one and the same.
  new Uint8Array(memory.buffer).fill(1);
  const module = new WebAssembly.Module(moduleOf([reader()]));
  const { exports } = new WebAssembly.Instance(module, { kernel: { memory } });
  const read = exports['read'] as (at: number, end: number, out: number) => void;
  return () => read(0, length, length);
}
