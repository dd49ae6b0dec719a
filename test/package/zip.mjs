// What a ZIP lists: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.12 and 4.3.16.
import { inflateRawSync } from 'node:zlib';

/** @returns {{ name: string, size: number, packed: number, modified: number, read: () => Buffer }[]} files in the order in which they lie */
export function entriesOf(zip) {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const [packed, size, start] = [20, 24, 42].map(offset => zip.readUInt32LE(at + offset));
    const [nameLength, extra, comment] = [28, 30, 32].map(offset => zip.readUInt16LE(at + offset));
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const method = zip.readUInt16LE(at + 10);
    const modified = zip.readUInt32LE(at + 12);
    at += 46 + nameLength + extra + comment;
    const read = () => {
      const data = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
      const bytes = zip.subarray(data, data + packed);
      return method === 0 ? bytes : inflateRawSync(bytes);
    };
    return { name, size, packed, modified, read };
  });
}
