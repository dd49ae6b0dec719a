import type * as vscode from 'vscode';
import { currentHost } from './current.js';
import { Disposable } from './events.js';
import { matchesGlob } from './glob.js';

/** How well a filter matches a document, from 0 to 10. */
function score(filter: vscode.DocumentFilter | string, document: vscode.TextDocument): number {
  const { language, scheme, pattern } =
    typeof filter === 'string' ? { language: filter, scheme: undefined, pattern: undefined } : filter;
  let best = 0;
  for (const [wanted, value] of [
    [scheme, document.uri.scheme],
    [language, document.languageId],
  ]) {
    if (wanted === value && wanted !== undefined) best = 10;
    else if (wanted === '*') best = Math.max(best, 5);
    else if (wanted !== undefined) return 0;
  }
  if (pattern === undefined) return best;
  return pattern === document.uri.fsPath || matchesGlob(pattern, document.uri.fsPath) ? 10 : 0;
}

function match(selector: vscode.DocumentSelector, document: vscode.TextDocument): number {
  const filters = Array.isArray(selector)
    ? (selector as readonly (vscode.DocumentFilter | string)[])
    : [selector];
  return Math.max(0, ...filters.map(filter => score(filter as vscode.DocumentFilter | string, document)));
}

/** Who offers ghost text. */
export class InlineProviders {
  private readonly providers = new Set<{
    readonly selector: vscode.DocumentSelector;
    readonly provider: vscode.InlineCompletionItemProvider;
  }>();

  add(selector: vscode.DocumentSelector, provider: vscode.InlineCompletionItemProvider): Disposable {
    const entry = { selector, provider };
    this.providers.add(entry);
    return new Disposable(() => this.providers.delete(entry));
  }

  /** Asks all who offer for a document. What one throws is reported, and is no answer. */
  async ask(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const asked = [...this.providers].filter(({ selector }) => match(selector, document) > 0);
    const answers = asked.map(async ({ provider }) => {
      try {
        const found = await provider.provideInlineCompletionItems(document, position, context, token);
        return Array.isArray(found) ? found : (found?.items ?? []);
      } catch (error) {
        currentHost().report(error);
        return [];
      }
    });
    return (await Promise.all(answers)).flat();
  }
}

export const languages = {
  match,
  registerInlineCompletionItemProvider: (selector, provider) =>
    currentHost().inlineProviders.add(selector, provider),
  registerHoverProvider: () => new Disposable(() => undefined),
} satisfies Partial<typeof vscode.languages>;
