import {
  EventEmitter,
  RelativePattern,
  Uri,
  window,
  workspace,
  type Disposable,
  type WorkspaceFolder,
} from 'vscode';
import { Ignored } from '../../memory/ignored.js';
import { mostTogether, sectionSize, type Memory } from '../../memory/memory.js';
import type { NamedText } from '../../memory/section.js';
import { encode } from '../../network/bytes.js';
import { inSlices, backgroundTurn, type Cancellation } from '../../scheduler.js';
import { languageOfFile } from './file-languages.js';
import type { Exclusion } from '../documents/exclusion.js';
import { isForeign, listFiles } from './listing.js';
import type { Log } from '../log.js';
import type { SettingsStore } from '../settings/settings.js';

/** Larger files are rarely written by hand. */
const largest = 200_000;
/** Files that are looked at, at most: a folder of more is read in part, what is nearest to the active file first. */
const mostFiles = 20_000;
/** Files that are asked for at once. */
const together = 32;
/** Bytes of the first texts that are sorted together, so that what is nearest is there soon. */
const firstBatch = 128_000;
/** Milliseconds of stillness before files that changed are read again. */
const settle = 500;

export type Progress =
  | { readonly kind: 'idle' }
  | { readonly kind: 'reading'; readonly read: number; readonly of: number }
  | { readonly kind: 'read'; readonly files: number; readonly bytes: number };

/**
 * Reads the workspace's files into the memory in the background, and again when they change on disk. Left out are what holds secrets,
 * what the person excludes (`unroll.exclude`, `files.exclude`), and what `.gitignore` does.
 */
export class WorkspaceFiles implements Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private current: Progress = { kind: 'idle' };
  private ignored = new Map<string, Ignored>();
  /** Files that changed on disk and are not read again yet. */
  private readonly stale = new Map<string, Uri>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Asked to stop when everything is read afresh. */
  private run = { isCancellationRequested: false };
  /** Files are read one run after another. */
  private last: Promise<unknown> = Promise.resolve();
  private watching: Disposable[] = [];
  private readonly subscriptions: Disposable[];

  constructor(
    private readonly memory: Memory,
    private readonly settings: SettingsStore,
    private readonly exclusion: Exclusion,
    private readonly log: Log,
  ) {
    this.subscriptions = [
      workspace.onDidGrantWorkspaceTrust(() => this.begin()),
      workspace.onDidChangeWorkspaceFolders(() => this.begin()),
      workspace.onDidChangeConfiguration(event => {
        const watched = ['unroll.memory', 'unroll.memoryBudget', 'unroll.exclude', 'files.exclude'];
        if (watched.some(name => event.affectsConfiguration(name))) this.begin();
      }),
      workspace.onDidCloseTextDocument(({ uri }) => {
        // As an open text it was forgotten; as a file it may be there still.
        if (!this.isWanted() || !this.mayReread(uri)) return;
        const { run } = this;
        this.inTurn(() => this.readStale(run));
      }),
    ];
  }

  get progress(): Progress {
    return this.current;
  }

  /** Reads everything afresh, as far as the settings allow. */
  begin(): void {
    this.stop();
    if (!this.isWanted() || !workspace.workspaceFolders) return;
    const { run } = this;
    this.watch();
    this.inTurn(() => this.readAll(run));
  }

  dispose(): void {
    this.stop();
    this.changed.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private isWanted(): boolean {
    return this.settings.memory().holds === 'workspace';
  }

  private inTurn(work: () => Promise<void>): void {
    this.last = this.last.then(work).catch((error: unknown) => {
      this.set({ kind: 'idle' });
      this.log.error('The workspace could not be read into the memory; suggestions go on without it.', error);
    });
  }

  private stop(): void {
    this.run.isCancellationRequested = true;
    this.run = { isCancellationRequested: false };
    clearTimeout(this.timer);
    this.stale.clear();
    for (const watcher of this.watching) watcher.dispose();
    this.watching = [];
    this.memory.forgetWorkspace();
    this.set({ kind: 'idle' });
  }

  private set(progress: Progress): void {
    this.current = progress;
    this.changed.fire();
  }

  private async readAll(run: Cancellation): Promise<void> {
    const isStopped = () => run.isCancellationRequested;
    if (isStopped()) return;
    const begun = performance.now();
    const { files: found, ignores } = await listFiles(this.exclusion, mostFiles, run);
    this.ignored = new Map();
    for (const uri of ignores) await this.readRules(uri);
    const files = await this.readable(found, run);
    if (found.length >= mostFiles)
      this.log.info(`The workspace has more than ${mostFiles} files: the memory holds some of them.`);
    let [held, bytes] = [0, 0];
    let batch: NamedText[] = [];
    let size = 0;
    for await (const [name, text] of this.textsOf(files, run)) {
      const isFull = size + text.length > (bytes === 0 ? firstBatch : sectionSize);
      if (batch.length === mostTogether || (size > 0 && isFull)) {
        if ((await inSlices(this.memory.addTexts(batch), run, backgroundTurn)) !== true) break;
        [held, bytes] = [held + batch.length, bytes + size];
        [batch, size] = [[], 0];
      }
      batch.push([name, text]);
      size += text.length;
    }
    if (isStopped()) return;
    const isAll = (await inSlices(this.memory.addTexts(batch), run, backgroundTurn)) === true;
    if (isStopped()) return;
    if (isAll) [held, bytes] = [held + batch.length, bytes + size];
    else this.log.info('The memory is full: raise unroll.memoryBudget to hold more of the workspace.');
    this.set({ kind: 'read', files: held, bytes });
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    this.log.info(
      `The memory holds ${held} of ${found.length} files, ${(bytes / 1e6).toFixed(1)} MB, read in ${seconds} s.`,
    );
  }

  /** Those that may be read, what shares more folders with the active file first. */
  private async readable(found: readonly Uri[], run: Cancellation): Promise<Uri[]> {
    const active = window.activeTextEditor?.document.uri.path ?? '';
    // By how many they share; those that share as many stay as the editor found them. To sort them all would be one long stretch.
    const sharing: Uri[][] = [];
    for (const uri of found) {
      if (!(await backgroundTurn(run))) return [];
      if (this.mayRead(uri)) (sharing[sharedFolders(uri.path, active)] ??= []).push(uri);
    }
    return sharing.reverse().flat();
  }

  private async readRules(uri: Uri): Promise<void> {
    const folder = workspace.getWorkspaceFolder(uri);
    if (!folder) return;
    const rules = this.ignored.get(folder.uri.toString()) ?? new Ignored();
    this.ignored.set(folder.uri.toString(), rules);
    rules.add(pathIn(folder, uri), new TextDecoder().decode(await workspace.fs.readFile(uri)));
  }

  private mayRead(uri: Uri): boolean {
    const folder = workspace.getWorkspaceFolder(uri);
    const languageId = languageOfFile(uri.path);
    if (!folder || languageId === undefined || isForeign(uri)) return false;
    if (this.exclusion.hasFile(uri, languageId)) return false;
    return this.ignored.get(folder.uri.toString())?.has(pathIn(folder, uri)) !== true;
  }

  /** The names and bytes of those that are texts, some of them asked for at once: each may have to come from afar. */
  private async *textsOf(files: readonly Uri[], run: Cancellation): AsyncGenerator<NamedText> {
    for (let read = 0; read < files.length; read += together) {
      if (!(await backgroundTurn(run))) return;
      this.set({ kind: 'reading', read, of: files.length });
      const some = files.slice(read, read + together);
      const texts = await Promise.all(some.map(uri => this.textOf(uri)));
      for (const [i, text] of texts.entries()) {
        const name = some[i]?.toString();
        if (name !== undefined && text) yield [name, text];
      }
    }
  }

  /** A file's bytes as the network is served them, or undefined where it is gone, too large, or no text. */
  private async textOf(uri: Uri): Promise<Uint8Array | undefined> {
    try {
      if ((await workspace.fs.stat(uri)).size > largest) return undefined;
      const raw = await workspace.fs.readFile(uri);
      return raw.includes(0) ? undefined : encode(new TextDecoder('utf-8', { fatal: true }).decode(raw));
    } catch {
      return undefined;
    }
  }

  private watch(): void {
    for (const folder of workspace.workspaceFolders ?? []) {
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, '**/*'));
      this.watching.push(
        watcher,
        watcher.onDidDelete(uri => {
          if (isForeign(uri)) return;
          this.stale.delete(uri.toString());
          // A folder's files go with it.
          this.memory.forgetUnder(uri.toString());
          if (uri.path.endsWith('/.gitignore')) this.begin();
        }),
        watcher.onDidChange(uri => this.reread(uri)),
        watcher.onDidCreate(uri => this.reread(uri)),
      );
    }
  }

  /** Reads a file again once changes have settled. What changes by the thousand is read in one go. */
  private reread(uri: Uri): void {
    if (uri.path.endsWith('/.gitignore') && !isForeign(uri)) {
      this.begin();
      return;
    }
    if (!this.mayReread(uri)) return;
    clearTimeout(this.timer);
    const { run } = this;
    this.timer = setTimeout(() => this.inTurn(() => this.readStale(run)), settle);
  }

  /** Notes that a file is to be read again, if it may be. */
  private mayReread(uri: Uri): boolean {
    if (!this.mayRead(uri) || this.exclusion.isHidden(uri) || this.stale.size >= mostFiles) return false;
    this.stale.set(uri.toString(), uri);
    return true;
  }

  private async readStale(run: Cancellation): Promise<void> {
    for (const [name, uri] of [...this.stale]) {
      if (run.isCancellationRequested) return;
      this.stale.delete(name);
      const text = await this.textOf(uri);
      if (!this.memory.isOpen(name)) this.memory.forget(name);
      if (text) await inSlices(this.memory.addTexts([[name, text]]), run, backgroundTurn);
    }
  }
}

function sharedFolders(a: string, b: string): number {
  let shared = 0;
  for (let i = 0; i < a.length && a[i] === b[i]; i++) if (a[i] === '/') shared++;
  return shared;
}

function pathIn(folder: WorkspaceFolder, uri: Uri): string {
  return uri.path.slice(folder.uri.path.length + (folder.uri.path.endsWith('/') ? 0 : 1));
}
