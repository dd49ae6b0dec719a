import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { Backend, NetworkFiles } from '../../src/network/backend.js';
import { loadFiles } from '../../src/network/load.js';
import { NetworkError } from '../../src/network/manifest.js';
import type { Network } from '../../src/network/network.js';
import { int8Backend } from '../../src/network/int8/int8.js';
import { wasmBackend, wasmProbes } from '../../src/network/onnx.js';
import { webglBackend, type WebglRuntime } from '../../src/network/webgl.js';
import { readModel, readRuntime } from '../shipped.js';

type Created = Awaited<ReturnType<typeof InferenceSession.create>>;

/** Counts the sessions of the runtime that are made, and how often each is released. */
class Sessions {
  private readonly releases = new Map<Created, number>();
  private readonly create = InferenceSession.create.bind(InferenceSession) as (
    ...given: unknown[]
  ) => Promise<Created>;

  install(): void {
    Object.assign(InferenceSession, { create: (...given: unknown[]) => this.made(this.create(...given)) });
  }

  uninstall(): void {
    Reflect.deleteProperty(InferenceSession, 'create');
    Object.assign(InferenceSession, { create: this.create });
  }

  /** How often each session was released so far, in the order in which they were made. */
  counts(): number[] {
    return [...this.releases.values()];
  }

  private async made(creating: Promise<Created>): Promise<Created> {
    const session = await creating;
    this.releases.set(session, 0);
    const release = session.release.bind(session);
    session.release = () => {
      this.releases.set(session, (this.releases.get(session) ?? 0) + 1);
      return release();
    };
    return session;
  }
}

/** The WebGL backend with WASM beneath it. */
const beneath = {
  InferenceSession: {
    create: (model: Uint8Array) => InferenceSession.create(model, { executionProviders: ['wasm'] }),
  },
  Tensor,
  env: { logLevel: 'error', webgl: { context: { isContextLost: () => false } } },
} as unknown as WebglRuntime;

const runtime = readRuntime();
const backends: readonly Backend[] = [
  wasmBackend(() => runtime),
  int8Backend(wasmProbes(() => runtime)),
  webglBackend(() => Promise.resolve(beneath)),
];

const calls = {
  step: (network: Network) => network.step([network.initial()], Uint8Array.of(1)),
  read: (network: Network) => network.read(network.initial(), Uint8Array.of(1, 2)),
  probe: (network: Network) => network.probe(network.initial(), Uint8Array.of(1, 2)),
  dispose: (network: Network) => network.dispose(),
} as const;
const call = fc.constantFrom(...(Object.keys(calls) as (keyof typeof calls)[]));

for (const backend of backends)
  describe(`the sessions of a network on ${backend.title}`, () => {
    let files: NetworkFiles;
    before(async () => {
      files = await loadFiles('rnn', readModel);
      // The runtime is started by a network that is not counted.
      await (await backends[0]?.create(files))?.dispose();
    });

    it('are released once each after dispose, whatever was asked before, meanwhile and after', async () => {
      const action = fc.record({ call, waits: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(fc.array(action, { maxLength: 8 }), async actions => {
          const sessions = new Sessions();
          sessions.install();
          try {
            const network = await backend.create(files);
            const going: Promise<unknown>[] = [];
            let isDisposed = false;
            for (const { call, waits } of [...actions, { call: 'dispose', waits: true } as const]) {
              const isAfterDispose = isDisposed;
              const asked = calls[call](network).then(
                () => assert.ok(!isAfterDispose || call === 'dispose', `${call} answers after dispose`),
                (error: unknown) => assert.ok(error instanceof NetworkError, String(error)),
              );
              isDisposed ||= call === 'dispose';
              going.push(asked);
              if (waits) await asked;
            }
            await Promise.all(going);
            const counts = sessions.counts();
            // The int8 backend needs a session to look inside alone.
            if (backend.name !== 'int8') assert.ok(counts.length > 0);
            assert.deepEqual(
              counts,
              counts.map(() => 1),
            );
          } finally {
            sessions.uninstall();
          }
        }),
        { numRuns: 25, seed: 3 },
      );
    });
  });
