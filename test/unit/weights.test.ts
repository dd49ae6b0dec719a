import { assert } from 'chai';
import { NetworkError, type Manifest } from '../../src/network/manifest.js';
import { expandWeights } from '../../src/network/weights.js';
import { HashNetwork } from './hash-network.js';

type Tensors = Manifest['weights']['tensors'];

const manifestOf = (tensors: Tensors): Manifest => ({
  ...new HashNetwork().manifest,
  weights: { file: 'x.weights', tensors },
});

describe('stored weights', () => {
  /** An odd number of bytes in front of everything after it, so that nothing is aligned. */
  const tensors: Tensors = [
    { name: 'a', shape: [1, 1, 3], type: 'i8' },
    { name: 'b', shape: [2, 2], type: 'i8' },
    { name: 'c', shape: [4], type: 'f16' },
  ];

  function stored(): DataView {
    const view = new DataView(new ArrayBuffer(4 + 3 + 2 * 4 + 4 + 4 * 2));
    view.setFloat32(0, 0.5, true);
    [1, -127, 0].forEach((value, i) => view.setInt8(4 + i, value));
    view.setFloat32(7, 2, true);
    view.setFloat32(11, -0.25, true);
    [3, -4, 8, 127].forEach((value, i) => view.setInt8(15 + i, value));
    [0x3c00, 0xc000, 0x0001, 0x7bff].forEach((half, i) => view.setUint16(19 + 2 * i, half, true));
    return view;
  }

  it('are each a byte times the scale of its row, or a half-precision number', () => {
    const weights = expandWeights(manifestOf(tensors), new Uint8Array(stored().buffer));
    assert.deepEqual([...weights], [0.5, -63.5, 0, 6, -8, -2, -31.75, 1, -2, 2 ** -24, 65504]);
  });

  it('are the same wherever in a larger buffer they lie', () => {
    const bytes = new Uint8Array(stored().buffer);
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 5);
    const inside = larger.subarray(5, 5 + bytes.length);
    assert.deepEqual(expandWeights(manifestOf(tensors), inside), expandWeights(manifestOf(tensors), bytes));
  });

  it('are refused where the file is longer or shorter than the manifest says, or holds what is no number', () => {
    const refused = (bytes: Uint8Array, message: RegExp) =>
      assert.throws(() => expandWeights(manifestOf(tensors), bytes), NetworkError, message);
    const bytes = new Uint8Array(stored().buffer);
    refused(bytes.subarray(1), /x\.weights has 26 bytes, but the manifest asks for 27/);
    refused(new Uint8Array(28), /28 bytes/);
    const endless = stored();
    endless.setUint16(25, 0x7c00, true);
    refused(new Uint8Array(endless.buffer), /not a number, in c/);
    const broken = stored();
    broken.setFloat32(11, NaN, true);
    refused(new Uint8Array(broken.buffer), /not a number, in b/);
  });
});
