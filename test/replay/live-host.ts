// In the extension host of a real VS Code: opens the document that is typed in, tells what truly stands in it, and mends it. What is to be done
// comes by HTTP from who presses the keys, since a suite in the host has no other ear.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Position, Range, Selection, Uri, window, workspace, type TextEditor } from 'vscode';
import { sleep, unroll, until } from '../host/suite/editor.js';
import type { HostAnswer, HostRequest, Standing } from './live-protocol.js';
import { tabWidth } from './screen.js';

/** Milliseconds that the host may take to hear of a key: more than any but a very busy machine needs. */
const patience = 2000;
/** Milliseconds after which the window surely has heard of a caret that was put elsewhere. */
const untilHeard = 200;

export async function run(): Promise<void> {
  const api = await unroll();
  let editor: TextEditor | undefined;
  let end: () => void = () => undefined;
  const ended = new Promise<void>(resolve => (end = resolve));

  const open = async ({ name, unit }: { name: string; unit: string }) => {
    const folder = workspace.workspaceFolders?.[0]?.uri;
    if (!folder) throw new Error('no folder is open');
    editor = await window.showTextDocument(
      await workspace.openTextDocument(Uri.joinPath(folder, ...name.split('/'))),
    );
    editor.options = { insertSpaces: unit !== '\t', tabSize: unit === '\t' ? tabWidth : unit.length };
    await until('the workspace is read', () => api.memory().progress.kind === 'read', 60_000);
  };
  const standing = ({ document, selection }: TextEditor): Standing => {
    const text = document.getText();
    const at = document.offsetAt(selection.active);
    return { before: text.slice(0, at), behind: text.slice(at) };
  };
  const work = async (request: HostRequest): Promise<HostAnswer> => {
    if (request.kind === 'open') await open(request);
    if (request.kind === 'end') end();
    if (!editor) return {};
    if (request.kind === 'mend') await mend(editor, request);
    if (request.kind === 'compare') {
      const limit = Date.now() + patience;
      for (;;) {
        const now = standing(editor);
        if (now.before === request.before && now.behind === request.behind) break;
        if (Date.now() > limit) return { standing: now };
        await sleep(5);
      }
    }
    const answer = api.lastAnswer();
    if (!answer?.position.isEqual(editor.selection.active) || answer.silence === 'cancelled') return {};
    const { count, text } = answer;
    return text === undefined ? { answered: count } : { answered: count, offered: { count, text } };
  };

  const server = createServer((request, response) => {
    void body(request)
      .then(text => work(JSON.parse(text) as HostRequest))
      .catch((error: unknown): HostAnswer => ({ error: String(error) }))
      .then(answer => response.end(JSON.stringify(answer)));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  console.log(`PORT ${(server.address() as AddressInfo).port}`);
  await ended;
  server.close();
}

async function body(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** Makes the document what it should be, with the smallest change, and puts the caret there. */
async function mend(editor: TextEditor, { before, behind }: Standing): Promise<void> {
  const { document } = editor;
  const [is, should] = [document.getText(), before + behind];
  let start = 0;
  while (start < is.length && is[start] === should[start]) start++;
  let end = 0;
  const most = Math.min(is.length, should.length) - start;
  while (end < most && is[is.length - 1 - end] === should[should.length - 1 - end]) end++;
  if (is !== should) {
    const gone = new Range(document.positionAt(start), document.positionAt(is.length - end));
    await editor.edit(builder => builder.replace(gone, should.slice(start, should.length - end)), {
      undoStopBefore: true,
      undoStopAfter: true,
    });
  }
  const lines = before.split('\n');
  const caret = new Position(lines.length - 1, lines.at(-1)?.length ?? 0);
  editor.selection = new Selection(caret, caret);
  editor.revealRange(new Range(caret, caret));
  // The window hears of the caret at some time, and tells nobody: a key before that would go elsewhere.
  await sleep(untilHeard);
}
