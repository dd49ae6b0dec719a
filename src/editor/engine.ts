import { EventEmitter, Uri, workspace, type Disposable } from 'vscode';
import { loadNetwork } from '../network/load.js';
import type { Network } from '../network/network.js';
import type { Log } from './log.js';

export type EngineState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly network: Network; readonly milliseconds: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** Owns the network: loads it when it is first needed, and again when asked. Never throws. */
export class Engine implements Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private current: EngineState = { kind: 'idle' };
  private loading: Promise<void> | undefined;

  constructor(
    private readonly extensionUri: Uri,
    private readonly name: string,
    private readonly log: Log,
  ) {}

  get state(): EngineState {
    return this.current;
  }

  /** The network, or undefined where it is not there yet; asking starts to load it. */
  get network(): Network | undefined {
    if (this.current.kind === 'idle') void this.load();
    return this.current.kind === 'ready' ? this.current.network : undefined;
  }

  /** Resolves when the network is ready or has failed. */
  load(): Promise<void> {
    return (this.loading ??= this.start());
  }

  /** Puts the network away and loads it afresh. */
  async restart(): Promise<void> {
    await this.loading;
    await this.putAway();
    this.loading = undefined;
    await this.load();
  }

  /** A call to the network failed: it is not asked again until it was loaded afresh. */
  fail(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.log.error(
      'The network cannot be used. Reinstall Unroll, or run "Unroll: Load the Network Again"; if that does not help, report this log.',
      error,
    );
    this.set({ kind: 'failed', reason });
  }

  dispose(): void {
    this.changed.dispose();
    void this.putAway();
  }

  private async start(): Promise<void> {
    this.set({ kind: 'loading' });
    const begun = performance.now();
    const read = (...path: string[]) =>
      Promise.resolve(workspace.fs.readFile(Uri.joinPath(this.extensionUri, ...path)));
    try {
      const network = await loadNetwork(
        this.name,
        file => read('models', file),
        () => read('dist', 'ort-wasm-simd-threaded.wasm'),
      );
      const milliseconds = Math.round(performance.now() - begun);
      const { title, parameters } = network.manifest;
      this.log.info(
        `${title} (${parameters.toLocaleString('en')} parameters) is ready after ${milliseconds} ms.`,
      );
      this.set({ kind: 'ready', network, milliseconds });
    } catch (error) {
      this.fail(error);
    }
  }

  private async putAway(): Promise<void> {
    const before = this.current;
    this.current = { kind: 'idle' };
    try {
      if (before.kind === 'ready') await before.network.dispose();
    } catch (error) {
      this.log.error(
        'The network could not be put away cleanly; its memory is freed when the window closes.',
        error,
      );
    }
  }

  private set(state: EngineState): void {
    this.current = state;
    this.changed.fire();
  }
}
