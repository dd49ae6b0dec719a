import { MarkdownString, StatusBarAlignment, ThemeColor, window, type Disposable } from 'vscode';
import { silences, type Silence } from '../suggestion/silence.js';
import type { Counters, Tally } from './counters.js';
import type { Engine } from './engine.js';
import type { StandingSilences } from './standing.js';
import type { Progress, WorkspaceFiles } from './workspace-files.js';

export interface StatusSummary {
  readonly state: 'loading' | 'ready' | 'off' | 'failed';
  /** The reason in words. */
  readonly detail: string;
}

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

  constructor(
    private readonly engine: Engine,
    private readonly standing: StandingSilences,
    private readonly counters: Counters,
    private readonly files: WorkspaceFiles,
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
      return {
        state: 'failed',
        detail: `The network cannot be used: ${state.reason}. Reinstall Unroll, or load it again.`,
      };
    }
    const standing = document && this.standing.of(document);
    if (standing === 'off')
      return { state: 'off', detail: `Suggestions are off for ${document?.languageId ?? 'this'}.` };
    if (standing) return { state: 'off', detail: silences[standing] };
    if (state.kind === 'ready') {
      const { title, parameters } = state.network.manifest;
      return {
        state: 'ready',
        detail: `${title}, ${parameters.toLocaleString('en')} parameters, on this machine alone.`,
      };
    }
    return {
      state: 'loading',
      detail:
        state.kind === 'idle' ? 'The network is loaded when it is first needed.' : 'Loading the network.',
    };
  }

  update(): void {
    const { state, detail } = this.summary();
    this.item.text = `${icons[state]} Unroll`;
    const failed = state === 'failed';
    this.item.backgroundColor = failed ? new ThemeColor('statusBarItem.errorBackground') : undefined;
    this.item.accessibilityInformation = { label: `Unroll: ${state}. ${detail}` };
    const tooltip = new MarkdownString('**Unroll**  \n');
    tooltip.appendText(detail);
    if (state === 'ready' && this.silence)
      tooltip.appendMarkdown('\n\n').appendText(`Last silence: ${silences[this.silence]}`);
    const memory = state === 'ready' && memoryInWords(this.files.progress);
    if (memory) tooltip.appendMarkdown('\n\n').appendText(memory);
    const { today, all } = this.counters.totals();
    if (all.shown > 0) {
      tooltip.appendMarkdown('\n\n').appendText(`Today: ${inWords(today)}.`);
      tooltip.appendMarkdown('  \n').appendText(`In all: ${inWords(all)}.`);
    }
    this.item.tooltip = tooltip;
  }

  dispose(): void {
    this.item.dispose();
  }
}

function memoryInWords(progress: Progress): string | undefined {
  const number = (value: number) => value.toLocaleString('en');
  switch (progress.kind) {
    case 'idle':
      return undefined;
    case 'reading':
      return `Reading the workspace into the memory: ${number(progress.read)} of ${number(progress.of)} files.`;
    case 'read':
      return `The memory holds ${number(progress.files)} files of the workspace, ${(progress.bytes / 1e6).toFixed(1)} MB.`;
  }
}

function inWords({ shown, accepted, saved }: Tally): string {
  const [a, b, c] = [shown, accepted, saved].map(n => n.toLocaleString('en'));
  return `${a} shown, ${b} taken, ${c} keys saved`;
}
