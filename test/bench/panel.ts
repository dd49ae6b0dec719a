// In the Node extension host of a real VS Code: what keystrokes cost with the activation panel closed, hidden, and on screen, by
// turns in one window. Writes its rows as JSON to the console.
import {
  ViewColumn,
  commands,
  window,
  workspace,
  TabInputWebview,
  type TextDocument,
  type TextEditor,
} from 'vscode';
import type { UnrollApi } from '../../src/extension.js';
import { ask, configure, moveTo, open, sleep, type, unroll, until } from '../host/suite/editor.js';
import { quantile, row, type Row } from './rows.js';

/** Milliseconds between keys: a fast typist's. */
const between = 90;
/** Passages typed in every state of the panel, and characters of each. */
const [passages, length] = [4, 100];
/** Characters that stand before a passage: what is read and shown. */
const before = 3000;

/** The panel is an editor beside the text: there none, behind another, in front with its usual tracks, in front with all of them. */
const states = ['closed', 'hidden', 'visible', 'with every track open'] as const;
type State = (typeof states)[number];

interface Times {
  readonly inferred: number[];
  readonly others: number[];
}

export async function run(): Promise<void> {
  const api = await unroll();
  await configure('eagerness', 'eager');
  const code = await source();
  const notes = await workspace.openTextDocument({
    content: 'What lies in front of the panel where that is hidden.',
  });
  const times = Object.fromEntries(
    states.map(state => [state, { inferred: [], others: [] }]),
  ) as unknown as Record<State, Times>;
  for (let round = 0; round < passages; round++) {
    // Every state goes first once.
    for (let i = 0; i < states.length; i++) {
      const state = states[(i + round) % states.length] ?? 'closed';
      const begin = before + round * length;
      const [text, passage] = [code.slice(begin - before, begin), code.slice(begin, begin + length)];
      const editor = await open(text);
      await put(api, state, notes);
      await measure(api, editor, passage, times[state]);
      // Otherwise it was measured in another state.
      const { visible } = api.panel();
      if (visible !== (state === 'closed' || state === 'hidden' ? 0 : 1))
        throw new Error(`${visible} pages are on screen, but the panel is to be ${state}`);
      await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
  }
  await configure('eagerness', undefined);
  console.log(`ROWS ${JSON.stringify(states.flatMap(state => rowsOf(state, times[state])))}`);
}

function rowsOf(state: State, { inferred, others }: Times): Row[] {
  // With every track open six networks read along: that is shown, and has no budget.
  const budget = (most: number) => (state === 'with every track open' ? null : most);
  const name = `panel ${state}`;
  return [
    row(`${name}: inferred, p50 of ${inferred.length}`, quantile(inferred, 0.5), 'ms', budget(12)),
    row(`${name}: inferred, p95`, quantile(inferred, 0.95), 'ms', budget(30)),
    row(`${name}: remainder or silence, p50 of ${others.length}`, quantile(others, 0.5), 'ms'),
    row(`${name}: remainder or silence, p95`, quantile(others, 0.95), 'ms', budget(1)),
  ];
}

/** Types a passage at the end of a text, and takes down how long the answers took. */
async function measure(
  api: UnrollApi,
  { document }: TextEditor,
  passage: string,
  times: Times,
): Promise<void> {
  const editor = await window.showTextDocument(document, ViewColumn.One);
  const text = document.getText();
  moveTo(editor, document.positionAt(text.length));
  await ask(api);
  await sleep(1500);
  let seen = api.lastAnswer()?.count ?? 0;
  for (const character of passage) {
    await type(character);
    await sleep(between);
    const answer = api.lastAnswer();
    if (!answer || answer.count === seen) continue;
    seen = answer.count;
    if (!answer.inferred) times.others.push(answer.milliseconds);
    else if (answer.silence !== 'cancelled') times.inferred.push(answer.milliseconds);
  }
  if (document.getText() !== text + passage) throw new Error('what was typed is not what stands there');
}

/** Brings the panel into a state. The group beside the text is always there, so that the text is always as wide. */
async function put(api: UnrollApi, state: State, notes: TextDocument): Promise<void> {
  const panels = window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof TabInputWebview);
  await window.tabGroups.close(panels);
  const cover = () => window.showTextDocument(notes, { viewColumn: ViewColumn.Two, preview: false });
  await cover();
  await until('nothing of the panel is on screen', () => api.panel().visible === 0);
  if (state === 'closed') return;
  await commands.executeCommand('workbench.action.focusFirstEditorGroup');
  const { sent } = api.panel();
  await commands.executeCommand('unroll.openActivations');
  await until('the panel shows the text', () => api.panel().visible === 1 && api.panel().sent > sent + 2);
  if (state === 'with every track open') {
    console.log('OPEN EVERY TRACK');
    await sleep(4000);
  }
  if (state === 'hidden') await cover();
}

/** TypeScript to type: this benchmark's window is opened on a folder that holds it. */
async function source(): Promise<string> {
  const [file] = await workspace.findFiles('source.ts');
  if (!file) throw new Error('source.ts is not in the folder');
  return (await workspace.openTextDocument(file)).getText();
}
