import { assert } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statesAsNpy, traceAsJson } from '../../src/insight/export.js';
import { npy } from '../../src/insight/npy.js';
import type { Row, Trace } from '../../src/insight/trace.js';
import type { Manifest } from '../../src/network/manifest.js';
import { HashNetwork } from './hash-network.js';

const values = Float32Array.of(0, -1.5, 3e38, 1e-40, 0.1, NaN);

describe('an array in NumPy’s format', () => {
  it('is what the format says, byte for byte', () => {
    const file = npy([2, 3], values);
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    const padded = `${header}${' '.repeat(118 - header.length - 1)}\n`;
    assert.equal(Buffer.from(file.subarray(0, 10)).toString('hex'), '934e554d50590100' + '7600');
    assert.equal(Buffer.from(file.subarray(10, 128)).toString('latin1'), padded);
    assert.deepEqual(Buffer.from(file.subarray(128)), Buffer.from(values.buffer));
  });

  it('is what numpy.load reads, where there is one', async function () {
    const numpy = (...args: string[]) =>
      execFileSync('python3', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      numpy('-c', 'import numpy');
    } catch {
      this.skip();
    }
    const folder = await mkdtemp(join(tmpdir(), 'npy-'));
    for (const shape of [[2, 3], [6], [0, 5]]) {
      const file = join(folder, 'x.npy');
      await writeFile(
        file,
        npy(
          shape,
          values.subarray(
            0,
            shape.reduce((a, b) => a * b),
          ),
        ),
      );
      const script =
        'import numpy, sys; a = numpy.load(sys.argv[1]); print(a.dtype, list(a.shape), a.tobytes().hex())';
      const hex = Buffer.from(values.buffer).toString('hex');
      const expected = `float32 [${shape.join(', ')}] ${shape.includes(0) ? '' : hex}`;
      assert.equal(numpy('-c', script, file).trim(), expected.trim());
    }
    await rm(folder, { recursive: true });
  }).timeout(60_000);
});

describe('what is exported of a trace', () => {
  const { manifest } = new HashNetwork();
  const row = (byte: number, h: number): Row => ({
    ...{ byte, start: byte - 97, end: byte - 96, anchor: 0, surprise: 1 / 3 },
    before: new Float32Array(2),
    state: Float32Array.of(h, -h),
    logits: new Float32Array(256),
    hidden: Float32Array.of(h, -h),
    gates: { z: Float32Array.of(0.25, 0.1) },
  });
  const trace: Trace = { manifest, rows: [row(97, 0.1), row(98, 0.2)] };

  it('has its states, a row for each byte', () => {
    const file = statesAsNpy(trace);
    assert.include(Buffer.from(file).toString('latin1'), "'shape': (2, 2)");
    const states = new Float32Array(file.slice(file.length - 16).buffer);
    assert.deepEqual(states, Float32Array.of(0.1, -0.1, 0.2, -0.2));
  });

  it('has all that a reader needs to make sense of it, and the values exactly', () => {
    const read = JSON.parse(traceAsJson(trace)) as {
      network: { cell: string };
      parts: unknown;
      rows: { byte: number; surprise: number; state: number[]; gates: { z: number[] } }[];
    };
    assert.equal(read.network.cell, 'gru');
    assert.deepEqual(read.parts, [{ name: 'h', layer: 0, start: 0, size: 2 }]);
    assert.equal(read.rows[1]?.byte, 98);
    assert.closeTo(read.rows[0]?.surprise ?? NaN, 1 / 3, 1e-6);
    assert.deepEqual(Float32Array.from(read.rows[1]?.state ?? []), Float32Array.of(0.2, -0.2));
    assert.deepEqual(Float32Array.from(read.rows[0]?.gates.z ?? []), Float32Array.of(0.25, 0.1));
  });

  it('has what units keep of a network of blocks, and not what its convolutions and tables look back at', () => {
    const sizes = {
      width: 2,
      blocks: [
        { units: 1, ffn: 1, conv: 2 },
        { units: 2, ffn: 1, conv: 0 },
      ],
    };
    const tables = { rows: 1, width: 1, orders: [2], at: 'both' as const };
    const blocks: Manifest = { ...manifest, kind: 'blocks', cell: 'glr', ...sizes, tables };
    const state = Float32Array.of(0.1, 9, 9, 0.2, 0.3, 9);
    const of: Trace = { manifest: blocks, rows: [{ ...row(97, 0), state }] };
    const read = JSON.parse(traceAsJson(of)) as { parts: unknown; rows: { state: number[] }[] };
    assert.deepEqual(read.parts, [
      { name: 'h', layer: 0, start: 0, size: 1 },
      { name: 'h', layer: 1, start: 1, size: 2 },
    ]);
    assert.deepEqual(read.rows[0]?.state, [0.1, 0.2, 0.3]);
    assert.include(Buffer.from(statesAsNpy(of)).toString('latin1'), "'shape': (1, 6)");
  });

  it('has neither states nor bytes where nothing was traced', () => {
    assert.include(Buffer.from(statesAsNpy({ manifest, rows: [] })).toString('latin1'), "'shape': (0, 2)");
    assert.include(traceAsJson({ manifest, rows: [] }), '"rows":[]');
  });
});
