// Pictures one after the other as one PNG that moves: https://www.w3.org/TR/png-3/#apngExtensions
import { crc32 } from 'node:zlib';

const signature = Buffer.from('89504e470d0a1a0a', 'hex');

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

/**
 * @param {{ png: Buffer, milliseconds: number }[]} frames of one size and kind, and how long each is shown
 * @returns {Buffer} a PNG that shows them for ever; where nothing moves, the first
 */
export function animate(frames) {
  const parsed = frames.map(({ png, milliseconds }) => ({ chunks: chunksOf(png), milliseconds }));
  const header = parsed[0].chunks.find(({ type }) => type === 'IHDR').data;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  let sequence = 0;
  const parts = [signature, chunk('IHDR', header), chunk('acTL', numbers(frames.length, 0))];
  parsed.forEach(({ chunks, milliseconds }, i) => {
    if (!chunks.find(({ type }) => type === 'IHDR').data.equals(header))
      throw new Error(`picture ${i} is of another size or kind than the first`);
    const time = Buffer.alloc(6);
    time.writeUInt16BE(milliseconds, 0);
    time.writeUInt16BE(1000, 2);
    parts.push(chunk('fcTL', Buffer.concat([numbers(sequence++, width, height, 0, 0), time])));
    for (const { type, data } of chunks) {
      if (type !== 'IDAT') continue;
      parts.push(i === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([numbers(sequence++), data])));
    }
  });
  return Buffer.concat([...parts, chunk('IEND', Buffer.alloc(0))]);
}
