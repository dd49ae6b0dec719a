import { commands, MarkdownString, StatusBarAlignment, ThemeColor, window, type Disposable } from 'vscode';
import { titleOf } from '../../network/title.js';
import { phrase, type Phrase } from '../../phrase.js';
import { silences, type Silence } from '../../suggestion/silence.js';
import type { Counters, Tally } from './counters.js';
import type { Engine } from '../engine/engine.js';
import { displayLanguage, localizedDecimal, localized, t } from '../localize.js';
import type { Snooze } from './snooze.js';
import type { DocumentSilences } from '../ghost-text/document-silences.js';
import type { Progress, WorkspaceFiles } from '../memory/workspace-files.js';

export interface StatusSummary {
  readonly state: 'loading' | 'ready' | 'off' | 'failed';
  /** The reason in words. */
  readonly detail: string;
}

/** The state in words. */
export const stateWords = {
  loading: () => t`Unroll is loading`,
  ready: () => t`Unroll is ready`,
  off: () => t`Unroll is off`,
  failed: () => t`Unroll has failed`,
} as const;

const icons = {
  loading: '$(loading~spin)',
  ready: '$(sparkle)',
  off: '$(circle-slash)',
  failed: '$(error)',
} as const;

/** The item in the status bar: what Unroll is doing here, and why it said nothing last. */
export class Status implements Disposable {
  private readonly item = window.createStatusBarItem('unroll.status', StatusBarAlignment.Right, 100);
  private silence: Silence | undefined;
  /** What the editor was told: steps of the walkthrough are done when they are done. */
  private readonly told = new Map<string, boolean>();

  constructor(
    private readonly engine: Engine,
    private readonly documentSilences: DocumentSilences,
    private readonly counters: Counters,
    private readonly files: WorkspaceFiles,
    private readonly snooze: Pick<Snooze, 'until'>,
  ) {
    this.item.name = 'Unroll';
    this.item.command = 'unroll.showMenu';
    this.item.show();
    this.update();
  }

  /** The last request was answered, or met with this silence. */
  answered(silence: Silence | undefined): void {
    if (silence === 'cancelled' || silence === this.silence) return;
    this.silence = silence;
    this.update();
  }

  summary(): StatusSummary {
    const { state } = this.engine;
    const document = window.activeTextEditor?.document;
    if (state.kind === 'failed') {
      const { reason, during } = state;
      return {
        state: 'failed',
        detail:
          during === 'load'
            ? t`The network cannot be used: ${reason}. Reinstall Unroll, or reload the network.`
            : t`The network failed while it ran: ${reason}. Reload it, or choose another one.`,
      };
    }
    const documentSilence = document && this.documentSilences.of(document);
    if (documentSilence === 'noFile' && state.kind === 'ready')
      return { state: 'ready', detail: localized(silences.noFile) };
    if (documentSilence === 'off' && document)
      return { state: 'off', detail: t`Suggestions are off for ${document.languageId}.` };
    if (documentSilence && documentSilence !== 'noFile')
      return { state: 'off', detail: localized(silences[documentSilence]) };
    if (state.kind === 'ready') {
      const { manifest } = state.network;
      return {
        state: 'ready',
        detail: t`${titleOf(manifest)}, ${manifest.parameters} parameters, on this machine alone.`,
      };
    }
    return {
      state: 'loading',
      detail:
        state.kind === 'idle' ? t`The network is loaded when it is first needed.` : t`Loading the network.`,
    };
  }

  update(): void {
    const { state, detail } = this.summary();
    const { until } = this.snooze;
    const isSnoozed = state === 'ready' && until !== undefined;
    this.item.text = `${isSnoozed ? '$(bell-slash)' : icons[state]} Unroll`;
    const failed = state === 'failed';
    this.item.backgroundColor = failed ? new ThemeColor('statusBarItem.errorBackground') : undefined;
    const snoozed = isSnoozed && t`Suggestions are snoozed until ${timeOf(until)}.`;
    this.item.accessibilityInformation = {
      label: `${stateWords[state]()}. ${snoozed ? `${snoozed} ` : ''}${detail}`,
    };
    const tooltip = new MarkdownString('**Unroll**  \n');
    if (snoozed) tooltip.appendText(snoozed).appendMarkdown('\n\n');
    tooltip.appendText(detail);
    if (state === 'ready' && this.silence)
      tooltip.appendMarkdown('\n\n').appendText(t`Why there was no suggestion: ${silences[this.silence]}`);
    const memory = state === 'ready' && memoryInWords(this.files.progress);
    if (memory) tooltip.appendMarkdown('\n\n').appendText(memory);
    const { today, all } = this.counters.totals();
    this.setContext('unroll.suggested', all.shown > 0);
    this.setContext('unroll.accepted', all.accepted > 0);
    if (all.shown > 0) {
      tooltip.appendMarkdown('\n\n').appendText(t`Today: ${inWords(today)}.`);
      tooltip.appendMarkdown('  \n').appendText(t`In total: ${inWords(all)}.`);
    }
    this.item.tooltip = tooltip;
  }

  private setContext(key: string, value: boolean): void {
    if (this.told.get(key) === value) return;
    this.told.set(key, value);
    void commands.executeCommand('setContext', key, value);
  }

  dispose(): void {
    this.item.dispose();
  }
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toLocaleTimeString(displayLanguage(), { hour: '2-digit', minute: '2-digit' });
}

function memoryInWords(progress: Progress): string | undefined {
  switch (progress.kind) {
    case 'idle':
      return undefined;
    case 'reading':
      return t`Reading the workspace into the memory: ${progress.read} of ${progress.of} files.`;
    case 'read': {
      const { files, bytes } = progress;
      // A tenth of a megabyte is the least that is not written as none.
      const size =
        bytes < 95_000 ? t`${Math.ceil(bytes / 1e3)} kB` : t`${localizedDecimal(bytes / 1e6, 1)} MB`;
      return files === 1
        ? t`The memory holds ${files} file of the workspace, ${size}.`
        : t`The memory holds ${files} files of the workspace, ${size}.`;
    }
  }
}

function inWords({ shown, accepted, saved }: Tally): Phrase {
  return saved === 1
    ? phrase`${shown} shown, ${accepted} taken, ${saved} key saved`
    : phrase`${shown} shown, ${accepted} taken, ${saved} keys saved`;
}
