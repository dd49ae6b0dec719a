/**
 * An array of fp32 in NumPy's format 1.0 (NEP 1): `numpy.load` reads it.
 * @param shape its product is the number of values
 */
export function npy(shape: readonly number[], values: Float32Array): Uint8Array {
  const dimensions = shape.length === 1 ? `${shape.join()},` : shape.join(', ');
  const described = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dimensions}), }`;
  // Magic, version and length take 10 bytes; with the header and its line feed, a multiple of 64.
  const header = `${described.padEnd(Math.ceil((10 + described.length + 1) / 64) * 64 - 11)}\n`;
  const file = new Uint8Array(10 + header.length + 4 * values.length);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 0xff, header.length >> 8]);
  file.set(new TextEncoder().encode(header), 10);
  const view = new DataView(file.buffer, 10 + header.length);
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return file;
}
