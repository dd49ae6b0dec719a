import type * as vscode from 'vscode';
import { FileType } from './enums.js';
import { Disposable, EventEmitter } from './events.js';
import { matchesGlob } from './glob.js';
import { Uri } from './uri.js';

export class FileSystemError extends Error implements vscode.FileSystemError {
  readonly code: string;

  constructor(messageOrUri?: string | vscode.Uri, code = 'Unknown') {
    super(typeof messageOrUri === 'string' ? messageOrUri : `${code}: ${messageOrUri?.toString(true) ?? ''}`);
    this.name = `${code} (FileSystemError)`;
    this.code = code;
  }

  static FileExists(at?: string | vscode.Uri): FileSystemError {
    return new FileSystemError(at, 'FileExists');
  }

  static FileNotFound(at?: string | vscode.Uri): FileSystemError {
    return new FileSystemError(at, 'FileNotFound');
  }

  static FileNotADirectory(at?: string | vscode.Uri): FileSystemError {
    return new FileSystemError(at, 'FileNotADirectory');
  }

  static FileIsADirectory(at?: string | vscode.Uri): FileSystemError {
    return new FileSystemError(at, 'FileIsADirectory');
  }

  static NoPermissions(at?: string | vscode.Uri): FileSystemError {
    return new FileSystemError(at, 'NoPermissions');
  }

  static Unavailable(at?: string | vscode.Uri): FileSystemError {
    return new FileSystemError(at, 'Unavailable');
  }
}

interface FileNode {
  readonly kind: 'file';
  bytes: Uint8Array;
  mtime: number;
  isReadable: boolean;
}

interface FolderNode {
  readonly kind: 'folder';
  readonly entries: Map<string, Node>;
}

interface LinkNode {
  readonly kind: 'link';
  readonly target: string;
}

type Node = FileNode | FolderNode | LinkNode;

/** A path where what it leads to lies, links followed, and that. */
interface Found {
  readonly path: string;
  readonly node: FileNode | FolderNode;
}

type Happening = 'created' | 'changed' | 'deleted';

interface Watcher {
  readonly glob: vscode.GlobPattern;
  readonly emitters: Readonly<Record<Happening, EventEmitter<vscode.Uri>>>;
}

/** As many links as may be followed on the way to a file. */
const maximumLinks = 40;

/**
 * Files in memory, one tree for all schemes: `file:///work/a.ts` and `memory:/work/a.ts` are the same. What is asked for comes in a
 * later turn, as it was then; those who watch are told in a later turn, too.
 */
export class Files {
  private readonly root: FolderNode = { kind: 'folder', entries: new Map() };
  private readonly watchers = new Set<Watcher>();
  /** Times that a file's bytes were asked for, by path. */
  readonly reads = new Map<string, number>();

  /**
   * @param turn resolves when the file system has answered
   * @param isUnwatched paths of which the person's settings say that nobody is told
   */
  constructor(
    private readonly turn: (what: string) => Promise<void>,
    private readonly now: () => number,
    private readonly schemeOf: (path: string) => string,
    private readonly isUnwatched: (path: string) => boolean,
  ) {}

  /** Writes a file, and its folders. */
  write(path: string, content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
    const at = this.find(path)?.path ?? path;
    const [folder, name] = this.parent(at, true);
    const known = folder.entries.get(name);
    if (known?.kind === 'folder') throw FileSystemError.FileIsADirectory(Uri.file(path));
    folder.entries.set(name, { kind: 'file', bytes, mtime: this.now(), isReadable: true });
    this.tell(known ? 'changed' : 'created', at);
  }

  createFolder(path: string): void {
    this.parent(`${path}/.`, true);
    this.tell('created', path);
  }

  /** Puts a link there that leads to another path, whether that is there or not. */
  link(path: string, target: string): void {
    const [folder, name] = this.parent(path, true);
    folder.entries.set(name, { kind: 'link', target });
    this.tell('created', path);
  }

  /** Removes a file, a link, or a folder with all that is in it: of the folder alone those who watch are told. */
  remove(path: string): void {
    const [folder, name] = this.parent(path, false);
    if (!folder.entries.delete(name)) throw FileSystemError.FileNotFound(Uri.file(path));
    this.tell('deleted', path);
  }

  /** Moves a file or a folder: of a folder alone those who watch are told. */
  move(from: string, to: string): void {
    const [folder, name] = this.parent(from, false);
    const node = folder.entries.get(name);
    if (!node) throw FileSystemError.FileNotFound(Uri.file(from));
    folder.entries.delete(name);
    const [target, newName] = this.parent(to, true);
    target.entries.set(newName, node);
    this.tell('deleted', from);
    this.tell('created', to);
  }

  /** Lets a file be read, or not. */
  setReadable(path: string, isReadable: boolean): void {
    const found = this.find(path);
    if (found?.node.kind === 'file') found.node.isReadable = isReadable;
  }

  /** A file's text; undefined where there is none. */
  textAt(path: string): string | undefined {
    const node = this.find(path)?.node;
    return node?.kind === 'file' ? new TextDecoder().decode(node.bytes) : undefined;
  }

  /** Files below a folder. @param followLinks through links, too: those that lead into themselves are not followed */
  *below(path: string, followLinks: boolean, within: readonly Node[] = []): Generator<string> {
    const found = this.find(path);
    if (found?.node.kind !== 'folder' || within.includes(found.node)) return;
    for (const [name, node] of found.node.entries) {
      const at = `${path === '/' ? '' : path}/${name}`;
      const target = node.kind === 'link' ? (followLinks ? this.find(at)?.node : undefined) : node;
      if (target?.kind === 'file') yield at;
      else if (target?.kind === 'folder') yield* this.below(at, followLinks, [...within, found.node]);
    }
  }

  watch(glob: vscode.GlobPattern, ignores: readonly boolean[] = []): vscode.FileSystemWatcher {
    const emitter = () => new EventEmitter<vscode.Uri>();
    const emitters = { created: emitter(), changed: emitter(), deleted: emitter() };
    const watcher: Watcher = { glob, emitters };
    this.watchers.add(watcher);
    const [ignoreCreateEvents = false, ignoreChangeEvents = false, ignoreDeleteEvents = false] = ignores;
    const unless = (isIgnored: boolean, { event }: EventEmitter<vscode.Uri>): vscode.Event<vscode.Uri> =>
      isIgnored ? () => new Disposable(() => undefined) : event;
    return {
      ...{ ignoreCreateEvents, ignoreChangeEvents, ignoreDeleteEvents },
      onDidCreate: unless(ignoreCreateEvents, emitters.created),
      onDidChange: unless(ignoreChangeEvents, emitters.changed),
      onDidDelete: unless(ignoreDeleteEvents, emitters.deleted),
      dispose: () => {
        this.watchers.delete(watcher);
        for (const emitter of Object.values(emitters)) emitter.dispose();
      },
    };
  }

  get watcherCount(): number {
    return this.watchers.size;
  }

  /** What extensions have of it. */
  readonly api = {
    stat: async uri => {
      await this.turn(`stat ${uri.path}`);
      const link = this.isLink(uri.path);
      const node = this.find(uri.path)?.node;
      if (!node && !link) throw FileSystemError.FileNotFound(uri);
      const size = node?.kind === 'file' ? node.bytes.length : 0;
      const mtime = node?.kind === 'file' ? node.mtime : 0;
      return { type: typeOf(node, link), ctime: 0, mtime, size };
    },
    readDirectory: async uri => {
      await this.turn(`readDirectory ${uri.path}`);
      const node = this.find(uri.path)?.node;
      if (!node) throw FileSystemError.FileNotFound(uri);
      if (node.kind !== 'folder') throw FileSystemError.FileNotADirectory(uri);
      return [...node.entries].map(([name, entry]): [string, vscode.FileType] => {
        const isLink = entry.kind === 'link';
        return [name, typeOf(isLink ? this.find(`${uri.path}/${name}`)?.node : entry, isLink)];
      });
    },
    readFile: async uri => {
      await this.turn(`readFile ${uri.path}`);
      this.reads.set(uri.path, (this.reads.get(uri.path) ?? 0) + 1);
      const node = this.find(uri.path)?.node;
      if (!node) throw FileSystemError.FileNotFound(uri);
      if (node.kind === 'folder') throw FileSystemError.FileIsADirectory(uri);
      if (!node.isReadable) throw FileSystemError.NoPermissions(uri);
      return node.bytes.slice();
    },
    writeFile: async (uri, content) => {
      await this.turn(`writeFile ${uri.path}`);
      this.write(uri.path, content);
    },
    createDirectory: async uri => {
      await this.turn(`createDirectory ${uri.path}`);
      this.createFolder(uri.path);
    },
    delete: async uri => {
      await this.turn(`delete ${uri.path}`);
      this.remove(uri.path);
    },
    rename: async (from, to) => {
      await this.turn(`rename ${from.path}`);
      this.move(from.path, to.path);
    },
    copy: async (from, to) => {
      await this.turn(`copy ${from.path}`);
      const node = this.find(from.path)?.node;
      if (node?.kind !== 'file') throw FileSystemError.FileNotFound(from);
      this.write(to.path, node.bytes);
    },
    isWritableFileSystem: () => true,
  } satisfies vscode.FileSystem;

  private tell(happening: Happening, path: string): void {
    if (this.isUnwatched(path)) return;
    const watchers = [...this.watchers].filter(({ glob }) => matchesGlob(glob, path));
    void this.turn(`watch ${path}`).then(() => {
      for (const { glob, emitters } of watchers) {
        const scheme = typeof glob === 'string' ? this.schemeOf(path) : glob.baseUri.scheme;
        emitters[happening].fire(Uri.from({ scheme, path }));
      }
    });
  }

  private isLink(path: string): boolean {
    const folder = this.find(path.slice(0, path.lastIndexOf('/')) || '/')?.node;
    return folder?.kind === 'folder' && folder.entries.get(nameOf(path))?.kind === 'link';
  }

  private find(path: string, links = 0): Found | undefined {
    let node: FileNode | FolderNode = this.root;
    let at = '';
    for (const name of path.split('/').filter(part => part !== '')) {
      const entry: Node | undefined = node.kind === 'folder' ? node.entries.get(name) : undefined;
      if (!entry) return undefined;
      if (entry.kind === 'link') {
        const target: string = entry.target.startsWith('/') ? entry.target : `${at}/${entry.target}`;
        const found: Found | undefined =
          links < maximumLinks ? this.find(normal(target), links + 1) : undefined;
        if (!found) return undefined;
        [at, node] = [found.path, found.node];
      } else [at, node] = [`${at}/${name}`, entry];
    }
    return { path: at, node };
  }

  /** The folder that a path lies in, and its name there. */
  private parent(path: string, isMade: boolean): [FolderNode, string] {
    const parts = path.split('/').filter(part => part !== '');
    const name = parts.pop() ?? '';
    let at = '';
    for (const part of parts) {
      const before = this.find(at)?.node;
      at = `${at}/${part}`;
      if (isMade && before?.kind === 'folder' && !before.entries.has(part))
        before.entries.set(part, { kind: 'folder', entries: new Map() });
    }
    const folder = this.find(at)?.node;
    if (!folder) throw FileSystemError.FileNotFound(Uri.file(path));
    if (folder.kind !== 'folder') throw FileSystemError.FileNotADirectory(Uri.file(path));
    return [folder, name];
  }
}

function typeOf(node: FileNode | FolderNode | LinkNode | undefined, isLink: boolean): vscode.FileType {
  const type = node?.kind === 'file' ? FileType.File : node?.kind === 'folder' ? FileType.Directory : 0;
  return type | (isLink ? FileType.SymbolicLink : 0);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A path without `.` and `..`. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
