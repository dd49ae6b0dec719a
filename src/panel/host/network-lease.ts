import type { Disposable } from 'vscode';
import type { Documents } from '../../editor/documents/documents.js';
import type { Networks } from '../../editor/engine/networks.js';
import type { Log } from '../../editor/log.js';
import { GuardedNetwork } from '../../network/guarded.js';
import type { Network } from '../../network/network.js';

/**
 * A network that is loaded beside the one that suggests, for as long as somebody holds it. The lease owns it from the first moment on:
 * one that is still loading when the lease ends is disposed of as soon as it is there.
 */
export class NetworkLease implements Disposable {
  private loaded: Network | undefined;
  private hasEnded = false;
  /**
   * Resolves when the network is ready, or with undefined where the lease ended before.
   * @throws NetworkError where it cannot be loaded
   */
  readonly ready: Promise<Network | undefined>;

  constructor(
    readonly name: string,
    networks: Networks,
    private readonly documents: Documents,
    private readonly log: Log,
  ) {
    this.ready = this.load(networks);
    // Whoever waits for it is told; nobody may.
    this.ready.catch(() => undefined);
  }

  /** The network, once it is ready and until the lease ends. */
  get network(): Network | undefined {
    return this.loaded;
  }

  dispose(): void {
    this.hasEnded = true;
    const { loaded } = this;
    this.loaded = undefined;
    if (loaded) void this.unload(loaded);
  }

  private async load(networks: Networks): Promise<Network | undefined> {
    const network = new GuardedNetwork((await networks.load(this.name)).network);
    if (this.hasEnded) {
      await this.unload(network);
      return undefined;
    }
    return (this.loaded = network);
  }

  private async unload(network: Network): Promise<void> {
    this.documents.forgetNetwork(network);
    try {
      await network.dispose();
    } catch (error) {
      this.log.error(
        'A network that was looked into could not be unloaded cleanly; its memory is freed when the window closes.',
        error,
      );
    }
  }
}
