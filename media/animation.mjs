// Pictures one after the other as one PNG that moves: https://www.w3.org/TR/png-3/#apng-frame-based-animation
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
/** Bytes of a pixel: red, green, blue and how opaque it is. */
const depth = 4;

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function chunksOf(png) {
  const chunks = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

function numbers(...values) {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeUInt32BE(value, 4 * i));
  return bytes;
}

const header = (width, height) => Buffer.concat([numbers(width, height), Buffer.of(8, 6, 0, 0, 0)]);

/** What a byte is expected to be from those left of it, above it, and left above it: https://www.w3.org/TR/png-3/#9Filter-types */
const filters = [
  () => 0,
  left => left,
  (left, above) => above,
  (left, above) => (left + above) >> 1,
  (left, above, corner) => {
    const [a, b, c] = [above - corner, left - corner, left + above - 2 * corner].map(Math.abs);
    return a <= b && a <= c ? left : b <= c ? above : corner;
  },
];

/**
 * @param {Buffer} png as browsers write it: 8 bits a colour, not interlaced
 * @returns {{ width: number, height: number, pixels: Buffer }} `[height, width, 4]`
 */
export function decode(png) {
  const chunks = chunksOf(png);
  const { data } = chunks.find(({ type }) => type === 'IHDR');
  const [width, height, bits, kind, , , interlaced] = [
    ...[data.readUInt32BE(0), data.readUInt32BE(4)],
    ...data.subarray(8),
  ];
  const each = { 2: 3, 6: 4 }[kind];
  if (bits !== 8 || each === undefined || interlaced !== 0)
    throw new Error('a picture is no PNG as browsers write it');
  const parts = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const rows = inflateSync(Buffer.concat(parts));
  const long = width * each;
  const pixels = Buffer.alloc(width * height * depth, 255);
  let above = Buffer.alloc(long);
  for (let y = 0; y < height; y++) {
    const expected = filters[rows[y * (long + 1)]];
    const row = rows.subarray(y * (long + 1) + 1, (y + 1) * (long + 1));
    for (let i = 0; i < long; i++) {
      const [left, corner] = i < each ? [0, 0] : [row[i - each], above[i - each]];
      row[i] += expected(left, above[i], corner);
    }
    for (let x = 0; x < width; x++) row.copy(pixels, (y * width + x) * depth, x * each, (x + 1) * each);
    above = row;
  }
  return { width, height, pixels };
}

/** The part of a picture that differs from the one before, with clear pixels where it does not; one pixel where nothing does. */
function differing({ width, height, pixels }, before) {
  const [now, then] = [pixels, before].map(
    ({ buffer, byteOffset }) => new Uint32Array(buffer, byteOffset, width * height),
  );
  let [left, top, right, bottom] = [width, height, -1, -1];
  now.forEach((pixel, at) => {
    if (pixel === then[at]) return;
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  });
  if (right < 0) [left, top, right, bottom] = [0, 0, 0, 0];
  const part = { left, top, width: right - left + 1, height: bottom - top + 1 };
  const changed = Buffer.alloc(part.width * part.height * depth);
  for (let y = 0; y < part.height; y++)
    for (let x = 0; x < part.width; x++) {
      const at = (top + y) * width + left + x;
      if (now[at] !== then[at])
        pixels.copy(changed, (y * part.width + x) * depth, at * depth, (at + 1) * depth);
    }
  return { ...part, pixels: changed };
}

/** Rows as they are, each behind the number of the filter that leaves them so: what moves little has long runs of the same. */
function packed({ width, height, pixels }) {
  const long = width * depth;
  const rows = Buffer.alloc(height * (long + 1));
  for (let y = 0; y < height; y++) pixels.copy(rows, y * (long + 1) + 1, y * long, (y + 1) * long);
  return deflateSync(rows, { level: 9, memLevel: 9 });
}

/**
 * @param {{ png: Buffer, milliseconds: number }[]} frames of one size, and how long each is shown
 * @param {number} most pixels of their height that are shown, from the top
 * @returns {Buffer} a PNG that shows them for ever; where nothing moves, the first
 */
export function animate(frames, most = Infinity) {
  const pictures = frames.map(({ png }) => {
    const { width, height, pixels } = decode(png);
    const rows = Math.min(height, most);
    return { width, height: rows, pixels: pixels.subarray(0, width * rows * depth) };
  });
  const [{ width, height }] = pictures;
  let sequence = 0;
  const parts = [signature, chunk('IHDR', header(width, height)), chunk('acTL', numbers(frames.length, 0))];
  pictures.forEach((picture, i) => {
    if (picture.width !== width || picture.height !== height)
      throw new Error(`picture ${i} is of another size than the first`);
    const part = i === 0 ? { left: 0, top: 0, ...picture } : differing(picture, pictures[i - 1].pixels);
    const control = Buffer.alloc(6);
    control.writeUInt16BE(frames[i].milliseconds, 0);
    control.writeUInt16BE(1000, 2);
    // What is there stays, and the part is laid over it.
    control[5] = i === 0 ? 0 : 1;
    const place = numbers(sequence++, part.width, part.height, part.left, part.top);
    parts.push(chunk('fcTL', Buffer.concat([place, control])));
    const data = packed(part);
    parts.push(i === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([numbers(sequence++), data])));
  });
  return Buffer.concat([...parts, chunk('IEND', Buffer.alloc(0))]);
}
