import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Uri } from 'vscode';
import { DocumentSource } from '../../src/editor/documents/document-source.js';
import { encode } from '../../src/network/bytes.js';
import { Reader } from '../../src/reading/reader.js';
import { never } from '../../src/scheduler.js';
import { HashNetwork } from './hash-network.js';
import { FakeDocument } from './vscode/documents.js';

const text = fc
  .tuple(fc.array(fc.constantFrom('', 'a', 'é😀', 'x = 1')), fc.constantFrom('\n', '\r\n'))
  .map(([lines, eol]) => lines.join(eol));
const documentOf = (text: string) => new FakeDocument(Uri.file('/a.ts'), text, 'typescript');

describe('the source of a document', () => {
  it('is its text between any two offsets, also between a carriage return and its line feed', () => {
    fc.assert(
      fc.property(text, fc.nat(80), fc.nat(80), (text, a, b) => {
        const [start, end] = [Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length + 2)];
        assert.equal(new DocumentSource(documentOf(text)).slice(start, end), text.slice(start, end));
      }),
      { numRuns: 1000 },
    );
  });

  it('has at the beginning of each line the state after the line end before it, whichever that is', async () => {
    for (const eol of ['\n', '\r\n']) {
      const document = documentOf(['if (a) {', '  b();', '}', ''].join(eol));
      for (const { length } of ['if (a) {', `if (a) {${eol}  b();`]) {
        const network = new HashNetwork();
        const reading = await new Reader(network, new DocumentSource(document), 'typescript').at(
          length + eol.length,
          never,
        );
        const read = encode(`\u0001typescript\n${document.getText().slice(0, length + eol.length)}`);
        assert.deepEqual(
          [...(reading?.state ?? [])],
          [...(await network.read(network.initial(), read)).state],
        );
      }
    }
  });
});
