import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MarkdownString, type TextDocument } from 'vscode';
import { SurpriseHover } from '../../src/editor/overlay/surprise-hover.js';
import { Tracer } from '../../src/insight/trace.js';
import { never } from '../../src/scheduler.js';
import { editorParts } from './editor-parts.js';
import { Expecting } from './expecting-network.js';
import { Clock } from './vscode/clock.js';
import { Host } from './vscode/host.js';

describe('the hover over coloured text', () => {
  const clock = new Clock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  it('says the surprise that the view has at that character, and nothing where text is not coloured', async () => {
    const pieces = fc.array(fc.constantFrom('a', 'b', 'c', ' ', 'ổ', '\n', 'x'), {
      minLength: 1,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(pieces, fc.nat(), async (characters, place) => {
        const host = new Host();
        const parts = editorParts(host, name => new Expecting(name));
        const { engine, documents, overlay, log } = parts;
        void engine.load();
        await clock.settle();
        const editor = host.open('/w/a.ts', characters.join(''));
        const hover = new SurpriseHover(engine, documents, overlay, log);
        const text: TextDocument = editor.api.document;
        const offset = place % characters.length;
        const ask = async () => {
          const asked = hover.provideHover(text, text.positionAt(offset), never);
          await clock.idle();
          return asked;
        };
        assert.equal(await ask(), undefined);
        overlay.by = 'surprise';
        await clock.settle();
        const found = await ask();
        const [words] = found?.contents ?? [];
        assert.ok(words instanceof MarkdownString);
        const document = documents.of(text);
        const { network } = engine;
        assert.ok(document && network);
        const tracer = new Tracer(network, document.source, documents.reader(document, network));
        await Promise.all([
          tracer.fill(0, document.source.length, offset, never, () => undefined),
          clock.settle(),
        ]);
        const { rows } = tracer.known(0, document.source.length, offset);
        const bits = rows
          .filter(({ start }) => start === offset)
          .reduce((sum, { surprise }) => sum + surprise, 0);
        assert.ok(words.value.includes(`${bits.toFixed(1)} bits`), `${words.value}, not ${bits}`);
        assert.deepEqual(log.troubles(), []);
      }),
      { numRuns: 30 },
    );
  });
});
