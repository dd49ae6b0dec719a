// In the Node extension host of a real VS Code: a long session of typing in many documents. Writes its figures as JSON to the console.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Position, Selection, commands, window, workspace, type TextDocument, type TextEditor } from 'vscode';
import type { UnrollApi } from '../../src/extension.js';
import { configure, moveTo, sleep, take, type, unroll } from '../host/suite/editor.js';
import { quantile, row, type Row } from './rows.js';
import { Stretches, type Stretch } from './stretches.js';

/** The share of a file that stands when typing begins in it. */
const standing = 0.4;
/** Keys between two looks at memory and at what held the host. */
const look = 200;

interface Options {
  readonly keys: number;
  /** Milliseconds between keys. */
  readonly pace: number;
}

interface Look {
  readonly keys: number;
  /** Megabytes, after garbage was collected. */
  readonly heap: number;
  readonly buffers: number;
}

/** Pseudo-random numbers from 0 to 1, the same in every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A file being written: what stands of it, and what is still to come. */
class Work {
  private at: number;
  constructor(
    readonly document: TextDocument,
    private readonly source: string,
  ) {
    this.at = Math.floor(source.length * standing);
  }

  next(): string {
    return this.source.charAt(this.at++ % this.source.length);
  }

  /** Does the text to come begin so? */
  goesOn(text: string): boolean {
    return this.source.startsWith(text, this.at % this.source.length);
  }

  skip(characters: number): void {
    this.at += characters;
  }
}

/** Types, takes, deletes, undoes and wanders as a person does, or a little worse. */
class Session {
  keys = 0;
  taken = 0;
  undone = 0;
  jumps = 0;
  switches = 0;
  private readonly dice = random(1);

  constructor(
    private readonly api: UnrollApi,
    private readonly works: readonly Work[],
    private readonly pace: number,
  ) {}

  async run(keys: number, progress: (keys: number) => Promise<void>): Promise<void> {
    let due = look;
    while (this.keys < keys) {
      const work = this.works[Math.floor(this.dice() * this.works.length)];
      if (!work) throw new Error('there is nothing to type');
      this.switches++;
      const editor = await window.showTextDocument(work.document);
      const { document } = editor;
      moveTo(editor, document.lineAt(document.lineCount - 1).range.end);
      for (let left = 40 + this.dice() * 120; left > 0 && this.keys < keys; left--) {
        await this.step(editor, work);
        if (this.keys >= due) {
          await progress(this.keys);
          due += look;
        }
      }
    }
  }

  private async step(editor: TextEditor, work: Work): Promise<void> {
    const what = this.dice();
    if (await this.takes(editor, work)) return;
    if (what < 0.93) await this.key(() => type(work.next()));
    else if (what < 0.96) {
      for (let i = 0; i < 3; i++) await this.key(() => commands.executeCommand('deleteLeft'));
    } else if (what < 0.975) {
      this.undone++;
      await this.key(() => commands.executeCommand('undo'));
      if (this.dice() < 0.5) await this.key(() => commands.executeCommand('redo'));
    } else if (what < 0.99) {
      // A line somewhere above, and back.
      this.jumps++;
      const { document } = editor;
      const line = Math.floor(this.dice() * document.lineCount);
      moveTo(editor, document.lineAt(line).range.end);
      await sleep(this.pace);
      for (const character of '\nconst value = items.') await this.key(() => type(character));
      moveTo(editor, document.lineAt(document.lineCount - 1).range.end);
    } else {
      const end = new Position(Math.floor(this.dice() * editor.document.lineCount), 0);
      await editor.edit(builder => builder.insert(end, '// pasted\nconst pasted = 1;\n'));
      editor.selection = new Selection(end, end.translate(1, 0));
      await this.key(() => commands.executeCommand('deleteLeft'));
      moveTo(editor, editor.document.lineAt(editor.document.lineCount - 1).range.end);
    }
  }

  /** Takes what is offered where it is right; now and then where it is not, to undo it. */
  private async takes(editor: TextEditor, work: Work): Promise<boolean> {
    const answer = this.api.lastAnswer();
    if (!answer?.text || !answer.position.isEqual(editor.selection.active)) return false;
    if (answer.uri !== editor.document.uri.toString()) return false;
    const isRight = work.goesOn(answer.text);
    if (!isRight && this.dice() > 0.1) return false;
    await this.key(take);
    this.taken++;
    if (isRight) work.skip(answer.text.length);
    else {
      this.undone++;
      await this.key(() => commands.executeCommand('undo'));
    }
    return true;
  }

  private async key(press: () => PromiseLike<unknown>): Promise<void> {
    this.keys++;
    await press();
    await sleep(this.pace);
  }
}

export async function run(): Promise<void> {
  const api = await unroll();
  await configure('eagerness', 'eager');
  const [optionsFile] = await workspace.findFiles('options.json');
  if (!optionsFile) throw new Error('options.json is not in the folder');
  const decoder = new TextDecoder();
  const options = JSON.parse(decoder.decode(await workspace.fs.readFile(optionsFile))) as Options;
  const files = await workspace.findFiles('work/*');
  const works: Work[] = [];
  for (const file of files) {
    const source = decoder.decode(await workspace.fs.readFile(file));
    await workspace.fs.writeFile(file, new TextEncoder().encode(source.slice(0, source.length * standing)));
    works.push(new Work(await workspace.openTextDocument(file), source));
  }

  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const stretches = new Stretches(url => /dist[\\/]node[\\/]extension\.js$/.test(url));
  const looks: Look[] = [];
  // Numbers alone, and the long ones whole: what this file keeps is measured with the rest of the memory.
  const times: number[] = [];
  const worked: number[] = [];
  const long: Stretch[] = [];
  const keep = (held: readonly Stretch[]) => {
    for (const stretch of held) {
      times.push(stretch.milliseconds);
      worked.push(stretch.worked);
      if (stretch.worked > 16) long.push(stretch);
    }
  };
  let answers = 0;
  const first = api.lastAnswer()?.count ?? 0;
  const session = new Session(api, works, options.pace);
  await stretches.start();
  await session.run(options.keys, async keys => {
    keep(await stretches.take());
    collect();
    const { heapUsed, arrayBuffers, external } = process.memoryUsage();
    looks.push({ keys, heap: heapUsed / 1e6, buffers: Math.max(arrayBuffers, external) / 1e6 });
    answers = (api.lastAnswer()?.count ?? 0) - first;
    console.log(`PROGRESS ${JSON.stringify({ keys, answers, ...looks.at(-1) })}`);
  });
  keep(await stretches.take());
  await stretches.stop();
  await configure('eagerness', undefined);

  const { all } = api.counters();
  const figures: Row[] = [
    row('keys', session.keys, ''),
    row('documents', works.length, ''),
    row('answers', answers, ''),
    row('shown', all.shown, ''),
    row('taken', session.taken, ''),
    row('undone', session.undone, ''),
    row('errors and warnings in the log', api.log().length, '', 0),
    ...memory(looks),
    row(`stretch that is ours, p99 of ${worked.length}`, quantile(worked, 0.99), 'ms'),
    row('longest stretch that is ours', Math.max(0, ...worked), 'ms', 16),
    row('stretches above 16 ms', long.length, '', 0),
    row('longest, with what other processes took', Math.max(0, ...times), 'ms'),
  ];
  console.log(`LONG ${JSON.stringify(long.sort((a, b) => b.worked - a.worked).slice(0, 10))}`);
  console.log(`LOOKS ${JSON.stringify(looks)}`);
  console.log(`ROWS ${JSON.stringify(figures)}`);
  for (const line of api.log()) console.log(line);
}

/** How memory grew after the first third, in which all documents are opened and caches fill. */
function memory(looks: readonly Look[]): Row[] {
  const after = looks.slice(Math.floor(looks.length / 3));
  const half = Math.ceil(after.length / 2);
  const median = (some: readonly Look[]) =>
    quantile(
      some.map(({ heap, buffers }) => heap + buffers),
      0.5,
    );
  const [before, later] = [median(after.slice(0, half)), median(after.slice(-half))];
  return [
    row('memory of the extension host after warm-up', before, 'MB'),
    row('its growth from there to the end', (later / before - 1) * 100, '%', 5),
  ];
}
