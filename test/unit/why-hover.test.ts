import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MarkdownString, type TextDocument } from 'vscode';
import { WhyHover } from '../../src/editor/ghost-text/why-hover.js';
import { activate } from '../../src/extension.js';
import type { Explanation } from '../../src/insight/why.js';
import { encode } from '../../src/network/bytes.js';
import { never } from '../../src/scheduler.js';
import { editorParts, HashNetworks, serve, shippedManifests } from './editor-parts.js';
import { Expecting } from './expecting-network.js';
import { Clock } from './vscode/clock.js';
import { Host } from './vscode/host.js';

/** A cell as a reader sees it: Markdown makes characters of their numbers. */
const seen = (cell: string) =>
  cell
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&emsp;', '');

/** The rows of the table in a hover, its head and the line below that left out. */
function rowsOf(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter(line => line.startsWith('|'))
    .slice(2)
    .map(line => line.slice(2, -2).split('&emsp; | '));
}

/** The rows that the hover has for what was found. */
async function rowsFor(found: Explanation): Promise<string[][]> {
  const host = new Host();
  host.commands.provide('editor.action.showHover');
  const { log } = editorParts(host);
  const editor = host.open('/w/a.ts', 'x');
  const hover = new WhyHover({ why: () => Promise.resolve(found) }, log);
  await hover.show(editor.api, 'words');
  const given = await hover.provideHover(editor.api.document, editor.api.selection.active, never);
  const [content] = given?.contents ?? [];
  assert.ok(content instanceof MarkdownString);
  return rowsOf(content.value);
}

describe('the hover that explains a suggestion', () => {
  const clock = new Clock();
  let restore: (() => void) | undefined;
  beforeEach(() => clock.install());
  afterEach(async () => {
    await clock.uninstall();
    restore?.();
    restore = undefined;
  });

  /** Runs the command at the end of a text. */
  async function asked(text: string, hasHover: boolean) {
    const host = new Host({ files: shippedManifests() });
    restore = serve(new HashNetworks(host, name => new Expecting(name)));
    if (hasHover) host.commands.provide('editor.action.showHover');
    activate(host.context);
    const editor = host.open('/work/a.ts', text);
    editor.move(text.length);
    await clock.pass(2000);
    const running = host.run('unroll.explain');
    await clock.pass(2000);
    await running;
    const shown = host.commands.runs.some(({ command }) => command === 'editor.action.showHover');
    return { host, shown };
  }

  it('is what the command opens; where an editor has no hover, a message says it', async () => {
    for (const hasHover of [true, false]) {
      const { host, shown } = await asked('let abc', hasHover);
      assert.ok(shown, 'at the caret first');
      const messages = host.window.told.filter(({ message }) => message.includes('defghijklmnopqrstuvwxyz'));
      assert.deepEqual(
        messages.map(({ answers }) => answers),
        hasHover ? [] : [['Open in Activations']],
      );
      await clock.uninstall();
      restore?.();
      restore = undefined;
      clock.install();
    }
  });

  it('says the whole suggestion, character by character, at the caret and nowhere else, and leads into the view', async () => {
    const host = new Host();
    host.commands.provide('editor.action.showHover');
    const { engine, provider, log } = editorParts(host, name => new Expecting(name));
    void engine.load();
    await clock.settle();
    const editor = host.open('/w/a.ts', 'let x = 1;\nlet abc');
    editor.move(18);
    const hover = new WhyHover(provider, log);
    const text: TextDocument = editor.api.document;
    const ask = async (offset: number) => {
      const asked = hover.provideHover(text, text.positionAt(offset), never);
      await clock.idle();
      const [content] = (await asked)?.contents ?? [];
      return content instanceof MarkdownString ? content : undefined;
    };
    assert.equal(await ask(18), undefined, 'nobody asked');
    const words = `“${'long '.repeat(40)}” is *offered* here`;
    assert.ok(await hover.show(editor.api, words));
    assert.equal(await ask(3), undefined, 'elsewhere');
    const content = await ask(18);
    assert.ok(content);
    assert.ok(seen(content.value).includes(words), 'nothing is cut off');
    assert.match(content.value, /\(command:unroll\.showActivations\?%5B%22why%22%5D\)/);
    assert.deepEqual(content.isTrusted, { enabledCommands: ['unroll.showActivations'] });
    const said = rowsOf(content.value).map(([first]) => seen(first ?? '').replaceAll('**', ''));
    assert.equal(said.join(''), 'defghijklmnopqrstuvwxyz');
    editor.type('d');
    await clock.settle();
    assert.equal(await ask(18), undefined, 'the text is another');
    assert.deepEqual(log.troubles(), []);
  });

  it('has a row for each character and the same cells in each, whatever characters they are', async () => {
    const character = fc.oneof(
      fc.constantFrom('|', '`', '*', '[', ']', '<', '>', '&', '\\', '_', '\t', ' ', 'ổ', '𝒳', '#', '!'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(character, { minLength: 1, maxLength: 30 }),
        fc.boolean(),
        async (all, isSeen) => {
          const bytes = [...encode(all.join(''))].map(byte => ({
            ...{ byte, probability: 0.8, alone: 0.3 },
            others: [{ byte: '|'.charCodeAt(0), probability: 0.1 }],
            match: isSeen ? { name: 'file:///w/a|b.ts', line: 4, character: 2, length: 9 } : undefined,
          }));
          const best = { text: all.join(''), bytes, probability: 0.5, alone: 0.2, confidence: 0.6, saved: 3 };
          const found: Explanation = { threshold: 0.5, best, others: [], tree: [], silence: undefined };
          const rows = await rowsFor(found);
          const characters = Array.from(best.text);
          assert.equal(rows.length, Math.min(40, characters.length));
          const visible: Readonly<Record<string, string>> = { ' ': '␣', '\t': '⇥', '\n': '⏎' };
          for (const [i, row] of rows.entries()) {
            assert.equal(row.length, 6);
            const one = characters[i] ?? '';
            assert.equal(seen(row[0] ?? ''), `**${visible[one] ?? one}**`);
            if (isSeen) assert.match(row[4] ?? '', /\]\(file:\/\/\/w\/a%7Cb\.ts#L5%2C3\)$/);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('says the likeliest bytes where nothing came to mind', async () => {
    const part = (byte: string, probability: number) => ({
      ...{
        parent: undefined,
        bytes: [byte.charCodeAt(0)],
        probability,
        alone: 0,
        match: undefined,
        isSaid: false,
      },
    });
    const found: Explanation = {
      ...{ threshold: 0.5, best: undefined, others: [], silence: 'unsure' },
      tree: [part('|', 0.3), part('b', 0.004)],
    };
    assert.deepEqual(
      (await rowsFor(found)).map(cells => cells.slice(0, 2).map(seen)),
      [
        ['**|**', '30%'],
        ['**b**', '0.4%'],
      ],
    );
  });
});
