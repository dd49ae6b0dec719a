// What `vscode` is for the unit tests: see `host.ts` for how a test drives it.
import type * as vscode from 'vscode';
import * as enums from './enums.js';
import { CancellationTokenSource, Disposable, EventEmitter } from './events.js';
import { FileSystemError } from './files.js';
import { RelativePattern } from './glob.js';
import { NotebookRange } from './notebooks.js';
import { Location, Position, Range, Selection } from './positions.js';
import { Uri } from './uri.js';
import { Hover, InlineCompletionItem, MarkdownString, TabInputText, ThemeColor } from './values.js';

export * from './enums.js';
export { commands } from './commands.js';
export { languages } from './languages.js';
export { env, extensions, l10n } from './surroundings.js';
export { window } from './window.js';
export { workspace } from './workspace.js';
export { CancellationTokenSource, Disposable, EventEmitter, FileSystemError, RelativePattern, Uri };
export {
  InlineCompletionItem,
  Location,
  MarkdownString,
  NotebookRange,
  Position,
  Range,
  Selection,
  TabInputText,
  ThemeColor,
  Hover,
};

// The compiler holds each class to the real one.
({
  ...enums,
  ...{ CancellationTokenSource, Disposable, EventEmitter, FileSystemError, RelativePattern, Uri },
  ...{
    InlineCompletionItem,
    Location,
    MarkdownString,
    NotebookRange,
    Position,
    Range,
    Selection,
    TabInputText,
    ThemeColor,
    Hover,
  },
}) satisfies Partial<typeof vscode>;
