import type * as vscode from 'vscode';

export const EndOfLine: typeof vscode.EndOfLine = { LF: 1, CRLF: 2 };
export const FileType: typeof vscode.FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 };
export const ColorThemeKind: typeof vscode.ColorThemeKind = {
  Light: 1,
  Dark: 2,
  HighContrast: 3,
  HighContrastLight: 4,
};
export const ConfigurationTarget: typeof vscode.ConfigurationTarget = {
  Global: 1,
  Workspace: 2,
  WorkspaceFolder: 3,
};
export const DecorationRangeBehavior: typeof vscode.DecorationRangeBehavior = {
  OpenOpen: 0,
  ClosedClosed: 1,
  OpenClosed: 2,
  ClosedOpen: 3,
};
export const InlineCompletionTriggerKind: typeof vscode.InlineCompletionTriggerKind = {
  Invoke: 0,
  Automatic: 1,
};
export const NotebookCellKind: typeof vscode.NotebookCellKind = { Markup: 1, Code: 2 };
export const ProgressLocation: typeof vscode.ProgressLocation = {
  SourceControl: 1,
  Window: 10,
  Notification: 15,
};
export const StatusBarAlignment: typeof vscode.StatusBarAlignment = { Left: 1, Right: 2 };
export const TextDocumentChangeReason: typeof vscode.TextDocumentChangeReason = { Undo: 1, Redo: 2 };
export const TextEditorRevealType: typeof vscode.TextEditorRevealType = {
  Default: 0,
  InCenter: 1,
  InCenterIfOutsideViewport: 2,
  AtTop: 3,
};
export const TextEditorSelectionChangeKind: typeof vscode.TextEditorSelectionChangeKind = {
  Keyboard: 1,
  Mouse: 2,
  Command: 3,
};
export const ViewColumn: typeof vscode.ViewColumn = {
  Active: -1,
  Beside: -2,
  One: 1,
  Two: 2,
  Three: 3,
  Four: 4,
  Five: 5,
  Six: 6,
  Seven: 7,
  Eight: 8,
  Nine: 9,
};
