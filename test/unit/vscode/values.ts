import type * as vscode from 'vscode';

export class ThemeColor implements vscode.ThemeColor {
  constructor(readonly id: string) {}
}

export class MarkdownString implements vscode.MarkdownString {
  constructor(
    public value = '',
    public supportThemeIcons = false,
  ) {}

  appendText(text: string): this {
    this.value += text.replace(/[\\`*_{}[\]()#+\-!~]/g, '\\$&').replaceAll('\n', '\n\n');
    return this;
  }

  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }

  appendCodeblock(code: string, language = ''): this {
    this.value += `\n\`\`\`${language}\n${code}\n\`\`\`\n`;
    return this;
  }
}

export class InlineCompletionItem implements vscode.InlineCompletionItem {
  range?: vscode.Range;
  command?: vscode.Command;

  constructor(
    public insertText: string | vscode.SnippetString,
    range?: vscode.Range,
    command?: vscode.Command,
  ) {
    if (range) this.range = range;
    if (command) this.command = command;
  }
}

export class TabInputText implements vscode.TabInputText {
  constructor(readonly uri: vscode.Uri) {}
}

export class Hover implements vscode.Hover {
  contents: vscode.MarkdownString[];
  range?: vscode.Range;

  constructor(
    contents: vscode.MarkdownString | vscode.MarkedString | (vscode.MarkdownString | vscode.MarkedString)[],
    range?: vscode.Range,
  ) {
    const all = Array.isArray(contents) ? contents : [contents];
    this.contents = all.map(one => {
      if (one instanceof MarkdownString) return one;
      return new MarkdownString(typeof one === 'string' ? one : one.value);
    });
    if (range) this.range = range;
  }
}
