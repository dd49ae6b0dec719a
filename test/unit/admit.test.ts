import assert from 'node:assert/strict';
import fc from 'fast-check';
import { admit } from '../../src/network/admit.js';
import { NetworkError, parseManifest, stateSize } from '../../src/network/manifest.js';
import { field, fields, integer, packed } from '../../src/network/protobuf.js';
import { readTested, testedNetworks } from './tested-networks.js';

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

/** An attribute that is a list of whole numbers. */
function list(name: string, ...values: readonly number[]): Uint8Array {
  return field(5, field(1, name), ...values.map(value => integer(8, value)), integer(20, 7));
}

/** The graph that a Scan repeats. */
function body(
  inputs: readonly string[],
  nodes: readonly Uint8Array[],
  outputs: readonly string[],
): Uint8Array {
  const named = (number: number, name: string) => field(number, field(1, name));
  const parts = [...nodes, ...inputs.map(name => named(11, name)), ...outputs.map(name => named(12, name))];
  return field(5, field(1, 'body'), field(6, ...parts), integer(20, 5));
}

const constantInBody = constant('own', 1);

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
    for (const name of testedNetworks) {
      const manifest = parseManifest(new TextDecoder().decode(await readTested(`${name}.json`)), name);
      const size = manifest.weights.tensors.reduce(
        (sum, { shape }) => sum + shape.reduce((a, b) => a * b),
        0,
      );
      for (const [kind, file] of Object.entries(manifest.graphs))
        admit(await readTested(file), file, stateSize(manifest), 4 * size, kind === 'read' ? 1 : undefined);
    }
  });

  it('is refused where it loops, branches, or brings functions or operators of its own', () => {
    for (const operator of ['Loop', 'If', 'ConstantOfShape', 'Expand', 'Tile', 'Range'])
      refuses(
        model(node(operator, ['bytes'], ['y'])),
        new RegExp(`operator ${operator}, which no network here needs`),
      );
    refuses(model(node('Add', ['state', 'state'], ['y'], {}, [field(7, 'mine')])), /operator mine\.Add/);
    refuses(Uint8Array.from([...model(), ...field(25, field(1, 'f'))]), /holds functions/);
    const body = field(5, field(1, 'body'), field(6, field(2, 'g')), integer(20, 5));
    refuses(model(node('Add', ['state', 'state'], ['y'], {}, [body])), /has the attribute body/);
  });

  it('is refused where one attribute is there twice, or is of two kinds: which counts is the runtime’s secret', () => {
    const twice = [list('axes', 1), list('axes', 0)];
    refuses(model(node('ReduceMean', ['state'], ['y'], {}, twice)), /has the attribute axes/);
    refuses(model(node('ReduceMean', ['state'], ['y'], { axes: 1 }, [list('axes', 1)])), /attribute axes/);
    const mixed = field(5, field(1, 'axes'), integer(8, 1), integer(3, 1), integer(20, 7));
    refuses(model(node('ReduceMean', ['state'], ['y'], {}, [mixed])), /attribute axes/);
    const mistold = field(5, field(1, 'axes'), integer(8, 1), integer(20, 2));
    refuses(model(node('ReduceMean', ['state'], ['y'], {}, [mistold])), /attribute axes/);
    refuses(model(node('Gather', ['state', 'bytes'], ['y'], {}, [list('axis', 0)])), /attribute axis/);
  });

  it('is refused where it divides whole numbers by what may be nothing: that would end the runtime', () => {
    const by = (...values: readonly number[]) =>
      model(constant('by', ...values), node('Mod', ['bytes', 'by'], ['y']));
    assert.doesNotThrow(() => admit(by(7), 'x', 8, weights));
    refuses(by(0), /its Mod divides by what is not above 0/);
    refuses(by(7, 0), /its Mod divides by what is not above 0/);
    refuses(model(node('Mod', ['bytes', 'bytes'], ['y'])), /not constant/);
    assert.doesNotThrow(() => admit(model(node('Div', ['state', 'state'], ['y'])), 'x', 8, weights));
    refuses(model(node('Div', ['bytes', 'bytes'], ['y'])), /its Div divides whole numbers/);
    const cast = node('Cast', ['state'], ['whole'], { to: 7 });
    const part = node('Slice', ['whole', 'one', 'one', 'one'], ['some']);
    refuses(model(constant('one', 1), cast, part, node('Div', ['some', 'some'], ['y'])), /whole numbers/);
  });

  it('may take means, over the dimensions that it says', () => {
    const mean = (attributes: Readonly<Record<string, number>>, ...axes: readonly number[]) =>
      model(
        node('ReduceMean', ['state'], ['m'], attributes, [list('axes', ...axes)]),
        node('Gemm', ['m', 'm'], ['y']),
      );
    assert.doesNotThrow(() => admit(mean({}, 1), 'x', 8, weights));
    refuses(mean({ keepdims: 0 }, 1), /reads 1 dimensions where 2 are wanted/);
    refuses(mean({}, 2), /names the dimension 2 of 2/);
    refuses(model(node('ReduceMean', ['state'], ['m'])), /does not say over what/);
  });

  describe('with a Scan', () => {
    const step = [
      node('Mul', ['f', 'h'], ['kept']),
      node('Add', ['kept', 'c'], ['now']),
      node('Identity', ['now'], ['each']),
    ];
    const scans = (
      nodes: readonly Uint8Array[],
      outputs: readonly string[] = ['now', 'each'],
      { rows = 'state', count = 2, more = [] as readonly Uint8Array[], start = 'first' } = {},
    ) =>
      model(
        constant('zero', 0),
        node('Squeeze', ['state', 'zero'], ['first']),
        node('ReduceMean', ['first'], ['mean'], {}, [list('axes', 0)]),
        node('Concat', ['state', 'state'], ['twice'], { axis: 0 }),
        node('Scan', [start, rows, rows], ['end', 'all'], { num_scan_inputs: count }, [
          body(['h', 'f', 'c'], nodes, outputs),
          ...more,
        ]),
        node('Mul', ['all', 'state'], ['y']),
      );

    it('is taken where it repeats what is worked out number by number, for each byte that is read', () => {
      assert.doesNotThrow(() => admit(scans(step), 'x', 8, weights));
    });

    it('is refused where it repeats anything else, whatever it is and wherever it stands', () => {
      const operator = fc.constantFrom(
        ...[
          'Loop',
          'If',
          'Scan',
          'Gemm',
          'GRU',
          'Concat',
          'Split',
          'Gather',
          'Cast',
          'Mod',
          'Reshape',
          'Anything',
        ],
      );
      fc.assert(
        fc.property(operator, fc.nat(3), (operator, place) => {
          const nodes = [...step.slice(0, place), node(operator, ['h', 'h'], ['x']), ...step.slice(place)];
          refuses(scans(nodes), new RegExp(`repeats the operator ${operator}`));
        }),
      );
      const inner = node('Add', ['h', 'h'], ['x'], {}, [body([], [], [])]);
      refuses(scans([...step, inner]), /repeats the operator Add/);
      refuses(scans([...step, node('Add', ['h', 'h'], ['x'], { axis: 1 })]), /repeats the operator Add/);
      refuses(
        scans([...step, node('Add', ['h', 'h'], ['x'], {}, [field(7, 'mine')])]),
        /repeats the operator Add/,
      );
    });

    it('is refused where it could go on for longer than bytes are read, or grow', () => {
      refuses(scans(step, undefined, { rows: 'twice' }), /does not go over the bytes that are read/);
      refuses(scans(step, undefined, { count: 0 }), /does not go over the bytes that are read/);
      refuses(scans(step, undefined, { count: 4 }), /does not go over the bytes that are read/);
      refuses(scans(step, undefined, { start: 'mean' }), /changes the shape of its state/);
      const direction = list('scan_input_directions', 1, 1);
      refuses(scans(step, undefined, { more: [direction] }), /has the attribute scan_input_directions/);
      refuses(scans(step, undefined, { rows: 'bytes' }), /reads whole numbers/);
    });

    it('is refused where its body reads or gives what is not there, or holds numbers', () => {
      refuses(scans([node('Mul', ['f', 'state'], ['now'])]), /reads "state", which no node produces/);
      refuses(scans(step, ['now', 'nothing']), /gives "nothing", which no node produces/);
      refuses(scans([...step, constantInBody]), /has numbers of its own/);
      refuses(scans(step, ['now', 'each', 'each']), /gives 3 lists where 2 are wanted/);
      const many = Array.from({ length: 6000 }, () => node('Add', ['h', 'c'], ['x']));
      refuses(scans([...step, ...many]), /nodes, more than/);
    });

    it('counts what is computed at every step', () => {
      const all = Array.from({ length: 400 }, () => node('Mul', ['h', 'c'], ['x']));
      assert.doesNotThrow(() => admit(scans([...all, ...step]), 'x', 8, weights));
      assert.throws(() => admit(scans([...all, ...step]), 'x', 2 ** 19, weights), /memory|too long/);
    });
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
    refuses(model(node('Tanh', ['nothing'], ['y'])), /reads "nothing", which no node produces/);
    refuses(model(node('Gather', ['state', 'bytes'], ['y'], { axis: 9 })), /names the dimension 9 of 2/);
    refuses(model(node('Slice', ['state', 'bytes', 'bytes', 'bytes'], ['y'])), /not constant/);
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
