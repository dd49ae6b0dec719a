import { EventEmitter } from 'vscode';
import type { Backend } from '../../network/backend.js';
import { GuardedNetwork } from '../../network/guarded.js';
import { NetworkError } from '../../network/manifest.js';
import type { Network } from '../../network/network.js';
import { shippedNetworks } from '../../network/shipped.js';
import { inEnglish, type PhraseArgument } from '../../phrase.js';
import type { Log } from '../log.js';
import type { Networks } from './networks.js';
import { DisposableOwner } from '../disposable.js';
import { reasonOf } from '../localize.js';

export type EngineState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading' }
  | {
      readonly kind: 'ready';
      /** The name by which it was asked for. */
      readonly name: string;
      readonly network: Network;
      readonly backend: Backend;
      readonly milliseconds: number;
    }
  | {
      readonly kind: 'failed';
      readonly reason: PhraseArgument;
      /** When it failed: while its files were loaded, or later, while it ran. */
      readonly during: 'load' | 'run';
    };

/** Owns the network: loads it when it is first needed, again when asked, and another one when that is chosen. */
export class Engine extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly refused = this.register(new EventEmitter<PhraseArgument>());
  /** The network that the settings ask for cannot be used, and another serves: why. */
  readonly onDidRefuse = this.refused.event;
  private readonly released = this.register(new EventEmitter<Network>());
  /** A network serves no more and is about to be disposed of: nothing is to be read with it from now on. */
  readonly onDidRelease = this.released.event;
  private current: EngineState = { kind: 'idle' };
  private loading: Promise<void> | undefined;
  /** Loads and choices take turns. */
  private lastTurn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly networks: Networks,
    private readonly log: Log,
  ) {
    super();
    this.register({ dispose: () => void this.unload() });
  }

  get state(): EngineState {
    return this.current;
  }

  /** The network, or undefined where it is not there yet; asking starts to load it. */
  get network(): Network | undefined {
    if (this.current.kind === 'idle') void this.load();
    return this.current.kind === 'ready' ? this.current.network : undefined;
  }

  /** Resolves when a network is ready or has failed. */
  load(): Promise<void> {
    return (this.loading ??= this.inTurn(() => this.start()));
  }

  /** Unloads the network and loads it afresh. */
  async restart(): Promise<void> {
    await this.loading;
    this.loading = this.inTurn(async () => {
      const former = this.current;
      // Whoever reads with the network stops before it is disposed of.
      this.set({ kind: 'loading' });
      if (former.kind === 'ready') await this.release(former.network);
      await this.start();
    });
    await this.loading;
  }

  /**
   * Lets another network serve. Until it is ready, and where it cannot be used, the former goes on.
   * @throws NetworkError that says what is wrong with it
   */
  choose(name: string): Promise<void> {
    return this.inTurn(async () => {
      const previous = this.current;
      if (previous.kind === 'idle') this.loading = Promise.resolve();
      try {
        await this.serve(name);
      } catch (error) {
        this.log.error(`The network ${name} cannot be used, and was not switched to.`, error);
        if (previous.kind === 'idle') await this.start();
        throw error;
      }
      if (previous.kind === 'ready') await this.release(previous.network);
    });
  }

  /** The settings changed: serves the network that they ask for, if that is another one. Tells where it cannot. */
  async follow(): Promise<void> {
    await this.loading;
    const { state, networks } = this;
    if (state.kind === 'idle' || (state.kind === 'ready' && state.name === networks.chosen)) return;
    try {
      await this.choose(networks.chosen);
    } catch (error) {
      this.refused.fire(reasonOf(error));
    }
  }

  /**
   * Work with a network failed. Where the network itself is to blame it is not asked again until it is loaded afresh; any other failure
   * is logged and takes nothing down.
   * @param network that was worked with; one that serves no more was unloaded in the middle, which is no failure
   */
  failed(network: Network, error: unknown): void {
    const { state } = this;
    if (state.kind !== 'ready' || state.network !== network) return;
    if (!(error instanceof NetworkError)) {
      this.log.error(
        'Unroll could not work out a suggestion; it tries again at the next key. If this happens often, report this log.',
        error,
      );
      return;
    }
    if (this.networks.markUnavailable(state.backend, error)) {
      this.log.error(`${state.backend.title} failed; the network is loaded again on another backend.`, error);
      void this.restart();
      return;
    }
    this.log.error(
      'The network failed while it ran. Run "Unroll: Reload Network", or choose another network; if that does not help, report this log.',
      error,
    );
    this.set({ kind: 'failed', reason: reasonOf(error), during: 'run' });
    void this.release(network);
  }

  /** Loads the network that the settings ask for, or else the default one. */
  private async start(): Promise<void> {
    this.set({ kind: 'loading' });
    const { chosen } = this.networks;
    const [defaultNetwork] = shippedNetworks;
    try {
      await this.serve(chosen);
      return;
    } catch (error) {
      if (chosen === defaultNetwork) {
        this.loadFailed(error);
        return;
      }
      this.log.error(`The network ${chosen} cannot be used; ${defaultNetwork} serves instead.`, error);
      this.refused.fire(reasonOf(error));
    }
    try {
      await this.serve(defaultNetwork);
    } catch (error) {
      this.loadFailed(error);
    }
  }

  private loadFailed(error: unknown): void {
    this.log.error(
      'The network cannot be loaded. Reinstall Unroll, or run "Unroll: Reload Network"; if that does not help, report this log.',
      error,
    );
    this.set({ kind: 'failed', reason: reasonOf(error), during: 'load' });
  }

  private async serve(name: string): Promise<void> {
    const started = performance.now();
    const { network: loaded, backend, refusals } = await this.networks.load(name);
    const network = new GuardedNetwork(loaded);
    if (this.isDisposed) {
      await network.dispose();
      return;
    }
    const milliseconds = Math.round(performance.now() - started);
    const { title, parameters } = network.manifest;
    for (const refusal of refusals)
      this.log.info(`${refusal.backend.title} does not run it: ${inEnglish(refusal.reason)}.`);
    this.log.info(
      `${title} (${parameters.toLocaleString('en')} parameters) is ready on ${backend.title} after ${milliseconds} ms.`,
    );
    this.set({ kind: 'ready', name, network, backend, milliseconds });
  }

  private async unload(): Promise<void> {
    const previous = this.current;
    this.current = { kind: 'idle' };
    if (previous.kind === 'ready') await this.release(previous.network);
  }

  private async release(network: Network): Promise<void> {
    this.released.fire(network);
    try {
      await network.dispose();
    } catch (error) {
      this.log.error(
        'The network could not be unloaded cleanly; its memory is freed when the window closes.',
        error,
      );
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.lastTurn.then(work, work);
    this.lastTurn = turn.catch(() => undefined);
    return turn;
  }

  private set(state: EngineState): void {
    this.current = state;
    this.changed.fire();
  }
}
