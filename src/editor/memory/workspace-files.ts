import { EventEmitter, RelativePattern, Uri, window, workspace, type Disposable } from 'vscode';
import type { Memory } from '../../memory/memory.js';
import { backgroundTurn, inSlices, type Cancellation } from '../../scheduler.js';
import type { Exclusion } from '../documents/exclusion.js';
import type { Log } from '../log.js';
import type { SettingsStore } from '../settings/settings.js';
import { Admission } from './admission.js';
import { languageOfFile } from './file-languages.js';
import { readFiles } from './file-texts.js';
import { GatheredChanges } from './gathered-changes.js';
import { isFolder, isForeign, listFiles } from './listing.js';
import { foldersFrom, liesIn, sharedFolders } from './near-files.js';

/** Files that are looked at, at most: a folder of more is read in part, what is nearest to the active file first. */
const maximumFiles = 20_000;
/** Names that are forgotten between two turns. */
const namesForgottenPerTurn = 128;

export type Progress =
  | { readonly kind: 'idle' }
  | { readonly kind: 'reading'; readonly read: number; readonly of: number }
  | { readonly kind: 'read'; readonly files: number; readonly bytes: number };

/**
 * Reads the workspace's files into the memory in the background, and again when they change on disk. Left out are files with secrets,
 * files that the person excludes (`unroll.exclude`, `files.exclude`), and files that git ignores: `Admission` says so each time that a file is read.
 */
export class WorkspaceFiles implements Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private current: Progress = { kind: 'idle' };
  private admission: Admission | undefined;
  private readonly gathered = new GatheredChanges<Uri>(maximumFiles, () => {
    const { run } = this;
    this.inTurn(() => this.apply(run));
  });
  /** Asked to stop when everything is read afresh. */
  private run = { isCancellationRequested: false };
  /** Files are read one run after another. */
  private lastTurn: Promise<unknown> = Promise.resolve();
  private watchers: Disposable[] = [];
  private hasLoggedPersonRules = false;
  private readonly subscriptions: Disposable[];

  constructor(
    private readonly memory: Memory,
    private readonly settings: SettingsStore,
    private readonly exclusion: Exclusion,
    private readonly log: Log,
  ) {
    memory.onGiveBack = name => {
      if (this.admission) this.gathered.change(name, Uri.parse(name));
    };
    this.subscriptions = [
      workspace.onDidGrantWorkspaceTrust(() => this.begin()),
      workspace.onDidChangeWorkspaceFolders(() => this.begin()),
      workspace.onDidChangeConfiguration(event => {
        const watched = ['unroll.memory', 'unroll.memoryBudget', 'unroll.exclude', 'files.exclude'];
        if (watched.some(name => event.affectsConfiguration(name))) this.begin();
      }),
    ];
  }

  get progress(): Progress {
    return this.current;
  }

  /** Reads everything afresh, as far as the settings allow. */
  begin(): void {
    this.stop();
    if (this.settings.memory().holds !== 'workspace' || !workspace.workspaceFolders) return;
    const { run } = this;
    const admission = new Admission(this.exclusion, this.log);
    this.admission = admission;
    if (!admission.seesPersonRules && !this.hasLoggedPersonRules) {
      this.hasLoggedPersonRules = true;
      this.log.info(
        'What you have git ignore in all repositories (core.excludesFile) cannot be seen from here.',
      );
    }
    this.watch();
    this.inTurn(() => this.readAll(admission, run));
  }

  dispose(): void {
    this.stop();
    this.memory.onGiveBack = () => undefined;
    this.changed.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private inTurn(work: () => Promise<void>): void {
    this.lastTurn = this.lastTurn.then(work).catch((error: unknown) => {
      this.set({ kind: 'idle' });
      this.log.error('The workspace could not be read into the memory; suggestions go on without it.', error);
    });
  }

  private stop(): void {
    this.run.isCancellationRequested = true;
    this.run = { isCancellationRequested: false };
    this.admission = undefined;
    this.gathered.stop();
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = [];
    this.memory.forgetWorkspace();
    this.set({ kind: 'idle' });
  }

  private set(progress: Progress): void {
    this.current = progress;
    this.changed.fire();
  }

  private async readAll(admission: Admission, run: Cancellation): Promise<void> {
    const isStopped = () => run.isCancellationRequested;
    if (isStopped()) return;
    const begun = performance.now();
    const found = await listFiles(this.exclusion, maximumFiles, run);
    const files = await this.nearestFirst(found, run);
    if (isStopped()) return;
    if (found.length >= maximumFiles)
      this.log.info(`The workspace has more than ${maximumFiles} files: the memory holds some of them.`);
    const read = await readFiles(this.memory, admission, files, run, read =>
      this.set({ kind: 'reading', read, of: files.length }),
    );
    if (!read) return;
    if (read.isFull)
      this.log.info('The memory is full: raise unroll.memoryBudget to hold more of the workspace.');
    this.set({ kind: 'read', files: read.files, bytes: read.bytes });
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    this.log.info(
      `The memory holds ${read.files} of ${found.length} files, ${(read.bytes / 1e6).toFixed(1)} MB, read in ${seconds} s.`,
    );
    // Rules come from outside of the workspace, too: which ones is known now.
    for (const uri of admission.outsideSources()) {
      const slash = uri.path.lastIndexOf('/');
      const folder = uri.with({ path: uri.path.slice(0, slash) || '/' });
      this.watchFor(new RelativePattern(folder, uri.path.slice(slash + 1)));
    }
  }

  /** Sorts files that share more folders with the active file first. */
  private async nearestFirst(found: readonly Uri[], run: Cancellation): Promise<readonly Uri[]> {
    const active = window.activeTextEditor?.document.uri.path ?? '';
    // By how many they share; those that share as many stay as the editor found them. To sort them all would be one long stretch.
    const sharing: Uri[][] = [];
    for (const uri of found) {
      if (!(await backgroundTurn(run))) return [];
      (sharing[sharedFolders(uri.path, active)] ??= []).push(uri);
    }
    return sharing.reverse().flat();
  }

  private watch(): void {
    for (const folder of workspace.workspaceFolders ?? []) this.watchFor(new RelativePattern(folder, '**/*'));
  }

  private watchFor(pattern: RelativePattern): void {
    const watcher = workspace.createFileSystemWatcher(pattern);
    this.watchers.push(
      watcher,
      watcher.onDidDelete(uri => this.noteDeletion(uri)),
      watcher.onDidChange(uri => this.noteChange(uri)),
      watcher.onDidCreate(uri => this.noteChange(uri, true)),
    );
  }

  private noteDeletion(uri: Uri): void {
    if (!this.noteRules(uri) && !isForeign(uri)) this.gathered.delete(uri.toString(), uri);
  }

  private noteChange(uri: Uri, isNew = false): void {
    // A new path without an extension may be a folder that was moved here.
    const mayBeFolder = isNew && !uri.path.includes('.', uri.path.lastIndexOf('/'));
    if (this.noteRules(uri) || isForeign(uri)) return;
    if (mayBeFolder || languageOfFile(uri.path) !== undefined) this.gathered.change(uri.toString(), uri);
  }

  /** @returns whether a file is one of rules, or none is asked for */
  private noteRules(uri: Uri): boolean {
    if (!this.admission) return true;
    const scope = this.admission.scopeOf(uri);
    if (scope) this.gathered.list(scope.toString(), scope);
    return scope !== undefined;
  }

  /** Takes in what changed on disk since it was last done. */
  private async apply(run: Cancellation): Promise<void> {
    const { admission } = this;
    if (!admission || run.isCancellationRequested) return;
    const { changed, deleted, folders, isTooMuch } = this.gathered.take();
    if (isTooMuch) {
      this.begin();
      return;
    }
    const names = [...deleted.keys()];
    for (let i = 0; i < names.length; i += namesForgottenPerTurn) {
      // A folder's files go with it.
      this.memory.forgetUnder(...names.slice(i, i + namesForgottenPerTurn));
      if (!(await backgroundTurn(run))) return;
    }
    const files = new Map<string, Uri>();
    const scopes = [...folders.values()];
    for (const [name, uri] of changed) {
      if (!(await backgroundTurn(run))) return;
      if (languageOfFile(uri.path) !== undefined) files.set(name, uri);
      else if (await isFolder(uri)) scopes.push(uri);
    }
    admission.forgetRules([...deleted.values(), ...scopes]);
    for (const [name, uri] of await this.admittedIn(scopes, admission, run)) files.set(name, uri);
    await readFiles(this.memory, admission, [...files.values()], run);
    await inSlices(this.memory.tidy(), run, backgroundTurn);
  }

  /** Forgets files of some folders that are no longer admitted. @returns the files in them that are not in the memory yet, by their names */
  private async admittedIn(
    scopes: readonly Uri[],
    admission: Admission,
    run: Cancellation,
  ): Promise<Map<string, Uri>> {
    const found = new Map<string, Uri>();
    const folders = foldersFrom(scopes);
    if (folders.length === 0) return found;
    const heldNames = new Set(this.memory.workspaceNames());
    for (const name of heldNames) {
      if (!(await backgroundTurn(run))) return found;
      const uri = Uri.parse(name);
      const isConcerned = folders.some(folder => liesIn(uri, folder));
      if (isConcerned && !(await admission.admits(uri))) this.memory.forgetFiles(name);
    }
    for (const uri of await listFiles(this.exclusion, maximumFiles, run, folders)) {
      const name = uri.toString();
      if (!heldNames.has(name)) found.set(name, uri);
    }
    return found;
  }
}
