// Files that are nowhere but here, under memory:/, as those of a virtual workspace are for an extension.
const { EventEmitter, FileChangeType, FileSystemError, FileType, workspace } = require('vscode');

/** By path: the bytes of a file, or undefined for a folder. */
const files = new Map([
  ['/', undefined],
  ['/work', undefined],
]);
const times = new Map();
const changed = new EventEmitter();

const parentOf = path => path.slice(0, Math.max(1, path.lastIndexOf('/')));

function note(uri, type) {
  times.set(uri.path, Date.now());
  changed.fire([{ type, uri }]);
}

function makeFolder(path) {
  if (path !== '/' && !files.has(parentOf(path))) makeFolder(parentOf(path));
  if (!files.has(path)) files.set(path, undefined);
}

function found(uri) {
  if (!files.has(uri.path)) throw FileSystemError.FileNotFound(uri);
  return files.get(uri.path);
}

const provider = {
  onDidChangeFile: changed.event,
  watch: () => ({ dispose() {} }),
  stat(uri) {
    const bytes = found(uri);
    const time = times.get(uri.path) ?? 0;
    return {
      type: bytes ? FileType.File : FileType.Directory,
      ctime: 0,
      mtime: time,
      size: bytes?.length ?? 0,
    };
  },
  readDirectory(uri) {
    found(uri);
    return [...files]
      .filter(([path]) => path !== uri.path && parentOf(path) === uri.path)
      .map(([path, bytes]) => [
        path.slice(path.lastIndexOf('/') + 1),
        bytes ? FileType.File : FileType.Directory,
      ]);
  },
  createDirectory(uri) {
    makeFolder(uri.path);
    note(uri, FileChangeType.Created);
  },
  readFile(uri) {
    const bytes = found(uri);
    if (!bytes) throw FileSystemError.FileIsADirectory(uri);
    return bytes;
  },
  writeFile(uri, bytes) {
    const type = files.has(uri.path) ? FileChangeType.Changed : FileChangeType.Created;
    makeFolder(parentOf(uri.path));
    files.set(uri.path, bytes);
    note(uri, type);
  },
  delete(uri) {
    found(uri);
    for (const path of [...files.keys()])
      if (path === uri.path || path.startsWith(`${uri.path}/`)) files.delete(path);
    note(uri, FileChangeType.Deleted);
  },
  rename(from, to) {
    files.set(to.path, found(from));
    files.delete(from.path);
    note(from, FileChangeType.Deleted);
    note(to, FileChangeType.Created);
  },
};

exports.activate = context => {
  context.subscriptions.push(
    changed,
    workspace.registerFileSystemProvider('memory', provider, { isCaseSensitive: true }),
  );
};
