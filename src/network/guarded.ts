import { phrase } from '../phrase.js';
import { NetworkError, type Manifest } from './manifest.js';
import type { Network, Probe, Reading, State } from './network.js';
import type { Weights } from './weights.js';

/** A call that came after `dispose`, or was still going on then: the network was replaced, which is no failure of it. */
export class UnloadedError extends NetworkError {}

/** The error of a call that comes after `dispose`. */
export function unloadedError({ name }: Manifest): UnloadedError {
  return new UnloadedError(phrase`the network ${name} was unloaded`);
}

/**
 * A network whose failures can be told from everybody else's: whatever its backend throws comes as a `NetworkError`. After `dispose`
 * every call is refused, and what it made is disposed of once.
 */
export class GuardedNetwork implements Network {
  private disposed: Promise<void> | undefined;

  constructor(private readonly inner: Network) {}

  get manifest(): Manifest {
    return this.inner.manifest;
  }

  initial(): State {
    return this.inner.initial();
  }

  step(states: readonly State[], bytes: Uint8Array): Promise<Reading[]> {
    return this.guard(() => this.inner.step(states, bytes));
  }

  read(state: State, bytes: Uint8Array): Promise<Reading> {
    return this.guard(() => this.inner.read(state, bytes));
  }

  probe(state: State, bytes: Uint8Array): Promise<Probe> {
    return this.guard(() => this.inner.probe(state, bytes));
  }

  weights(): Weights {
    return this.inner.weights();
  }

  dispose(): Promise<void> {
    return (this.disposed ??= this.inner.dispose());
  }

  private async guard<T>(call: () => Promise<T>): Promise<T> {
    if (this.disposed) throw unloadedError(this.manifest);
    try {
      return await call();
    } catch (cause) {
      if (cause instanceof NetworkError) throw cause;
      throw new NetworkError(phrase`the network ${this.manifest.name} could not be run: ${String(cause)}`, {
        cause,
      });
    }
  }
}
