import assert from 'node:assert/strict';
import { admit } from '../../src/network/admit.js';
import { NetworkError, parseManifest, stateSize } from '../../src/network/manifest.js';
import { field, fields, integer, packed } from '../../src/network/protobuf.js';
import { shippedNetworks } from '../../src/network/shipped.js';
import { readModel } from '../shipped.js';

/** Bytes of weights that the graphs here may refer to. */
const weights = 4 * 1000;

/** A node, in protobuf as https://github.com/onnx/onnx/blob/main/onnx/onnx.proto has it; attributes are whole numbers. */
function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, number>> = {},
  more: readonly Uint8Array[] = [],
): Uint8Array {
  return field(
    1,
    ...inputs.map(name => field(1, name)),
    ...outputs.map(name => field(2, name)),
    field(4, operator),
    ...Object.entries(attributes).map(([name, value]) =>
      field(5, field(1, name), integer(3, value), integer(20, 2)),
    ),
    ...more,
  );
}

/** Weights that lie outside of the graph. */
function outside(
  name: string,
  shape: readonly number[],
  place: Readonly<Record<string, string>>,
): Uint8Array {
  const entries = Object.entries(place).map(([key, value]) => field(13, field(1, key), field(2, value)));
  return field(
    5,
    ...shape.map(size => integer(1, size)),
    integer(2, 1),
    field(8, name),
    ...entries,
    integer(14, 1),
  );
}

/** Whole numbers that lie in the graph, packed. */
function constant(name: string, ...values: readonly number[]): Uint8Array {
  return field(
    5,
    integer(1, values.length),
    integer(2, 7),
    field(7, Uint8Array.from(values)),
    field(8, name),
  );
}

const model = (...parts: readonly Uint8Array[]) => field(7, ...parts);

function refuses(graph: Uint8Array, why: RegExp): void {
  assert.throws(
    () => admit(graph, 'x.onnx', 8, weights),
    (error: unknown) =>
      error instanceof NetworkError &&
      error.message.startsWith('x.onnx') &&
      why.test(`${error.message}, caused by ${String(error.cause)}`),
  );
}

describe('a graph, before the runtime sees it', () => {
  it('is taken where it ships', async () => {
    for (const name of shippedNetworks) {
      const manifest = parseManifest(new TextDecoder().decode(await readModel(`${name}.json`)), name);
      const size = manifest.weights.tensors.reduce(
        (sum, { shape }) => sum + shape.reduce((a, b) => a * b),
        0,
      );
      for (const file of Object.values(manifest.graphs))
        admit(await readModel(file), file, stateSize(manifest), 4 * size);
    }
  });

  it('is refused where it loops, branches, or brings functions or operators of its own', () => {
    for (const operator of ['Loop', 'If', 'Scan', 'ConstantOfShape', 'Expand', 'Tile', 'Range'])
      refuses(
        model(node(operator, ['bytes'], ['y'])),
        new RegExp(`operator ${operator}, which no network here needs`),
      );
    refuses(model(node('Add', ['state', 'state'], ['y'], {}, [field(7, 'mine')])), /operator mine\.Add/);
    refuses(Uint8Array.from([...model(), ...field(25, field(1, 'f'))]), /holds functions/);
    const body = field(5, field(1, 'body'), field(6, field(2, 'g')), integer(20, 5));
    refuses(model(node('Add', ['state', 'state'], ['y'], {}, [body])), /has the attribute body/);
  });

  it('is refused where it would double something until no memory is left', () => {
    const doubled = Array.from({ length: 40 }, (_, i) =>
      node('Concat', [i ? `v${i}` : 'state', i ? `v${i}` : 'state'], [`v${i + 1}`], { axis: 1 }),
    );
    refuses(model(...doubled), /too much memory/);
    const rows = node('Unsqueeze', ['state', 'one'], ['a']);
    const columns = node('Unsqueeze', ['state', 'two'], ['b']);
    const outer = Array.from({ length: 3 }, (_, i) => node('Mul', [i ? `m${i}` : 'a', 'b'], [`m${i + 1}`]));
    assert.doesNotThrow(() =>
      admit(model(constant('one', 1), constant('two', 2), rows, columns, ...outer), 'x', 8, weights),
    );
    assert.throws(
      () => admit(model(constant('one', 1), constant('two', 2), rows, columns, ...outer), 'x', 8192, weights),
      /memory/,
    );
  });

  it('is refused where it would compute for too long', () => {
    const square = [
      node('Gemm', ['state', 'state'], ['m0'], { transA: 1 }),
      ...Array.from({ length: 30 }, (_, i) => node('Gemm', [`m${i}`, `m${i}`], [`m${i + 1}`])),
    ];
    assert.doesNotThrow(() => admit(model(...square), 'x', 16, weights));
    assert.throws(() => admit(model(...square), 'x', 2048, weights), /compute for too long/);
  });

  it('is refused where it reads outside of the weights, or other files', () => {
    const take = (shape: readonly number[], place: Readonly<Record<string, string>>) =>
      model(outside('w', shape, place));
    assert.doesNotThrow(() =>
      admit(take([10, 100], { location: 'weights', offset: '0', length: '4000' }), 'x', 8, weights),
    );
    refuses(
      take([10, 100], { location: '/etc/passwd', offset: '0', length: '4000' }),
      /should lie in "weights"/,
    );
    refuses(take([10, 100], { location: 'weights', offset: '4', length: '4000' }), /within the weights/);
    refuses(take([10, 100], { location: 'weights', offset: '-4', length: '4000' }), /within the weights/);
    refuses(take([10, 100], { location: 'weights', offset: '0', length: '400' }), /within the weights/);
    refuses(
      take([2 ** 40], { location: 'weights', offset: '0', length: String(2 ** 42) }),
      /within the weights/,
    );
  });

  it('is refused where it makes no sense', () => {
    refuses(Uint8Array.of(), /no ONNX graph.*it holds no graph/);
    refuses(Uint8Array.of(0x3a, 0xff), /no ONNX graph.*it ends within a number/);
    refuses(Uint8Array.of(0x3a, 9, 1), /no ONNX graph.*it ends within a field/);
    refuses(model(node('Tanh', ['nothing'], ['y'])), /reads "nothing", which nothing gives/);
    refuses(model(node('Gather', ['state', 'bytes'], ['y'], { axis: 9 })), /names the dimension 9 of 2/);
    refuses(model(node('Slice', ['state', 'bytes', 'bytes', 'bytes'], ['y'])), /by what is no constant/);
    refuses(model(node('Cast', ['state'], ['y'], { to: 8 })), /neither fp32 nor whole numbers/);
  });
});

describe('protobuf', () => {
  it('reads what it writes, whole numbers of any size and negative ones', () => {
    for (const value of [0, 1, 127, 128, 300, 2 ** 31, 2 ** 52])
      assert.deepEqual([...fields(integer(3, value))], [{ number: 3, varint: value }]);
    const minusOne = Uint8Array.of(...Array.from({ length: 9 }, () => 0xff), 1);
    assert.deepEqual(packed(minusOne), [-1]);
    const [found] = fields(field(500, 'tiếng Việt', Uint8Array.of(0)));
    assert.ok(found && 'bytes' in found && found.number === 500);
    assert.equal(new TextDecoder().decode(found.bytes), 'tiếng Việt\0');
  });
});
