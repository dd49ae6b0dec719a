import { EventEmitter, Uri, workspace } from 'vscode';
import { phrase, type PhraseArgument } from '../../phrase.js';
import type { Backend } from '../../network/backend.js';
import { NetworkError } from '../../network/manifest.js';
import { int8Backend } from '../../network/int8/int8.js';
import { wasmBackend, wasmProbes } from '../../network/onnx.js';
import { webglBackend, type WebglRuntime } from '../../network/webgl.js';
import { DisposableOwner } from '../disposable.js';
import type { BackendsCompared } from './backend-figures.js';

/** Another backend runs than the one that is asked for: which, and why. */
export interface FallBack {
  readonly to: Backend;
  readonly reason: PhraseArgument;
}

/** The backends that there are, and which of them the person wants. */
export class Backends extends DisposableOwner {
  private readonly missed = this.register(new EventEmitter<FallBack>());
  private readonly kept = this.register(new EventEmitter<void>());
  /** The backends were compared. */
  readonly onDidCompare = this.kept.event;
  /** The result of the last comparison. */
  compared: BackendsCompared | undefined;
  /** The backend that the settings ask for cannot be used here, and another one runs. */
  readonly onDidFallBack = this.missed.event;
  readonly wasm: Backend;
  private readonly int8: Backend;
  readonly all: readonly Backend[];
  /** The WASM runtime, 14 MB, which keeps hold of its bytes in any case: read once, for all networks. */
  private wasmBytes: Promise<Uint8Array> | undefined;
  private readonly failed = new Map<Backend, PhraseArgument>();
  private webgl: Promise<WebglRuntime> | undefined;

  constructor(private readonly extensionUri: Uri) {
    super();
    const runtime = () => this.readWasm();
    this.wasm = wasmBackend(runtime);
    this.int8 = int8Backend(wasmProbes(runtime));
    this.all = [this.wasm, this.int8, webglBackend(() => this.loadWebgl())];
  }

  /** The backend that the person asks for by name; undefined for `auto`. */
  get asked(): Backend | undefined {
    const value: unknown = workspace.getConfiguration('unroll').get('backend');
    return this.all.find(({ name }) => name === value);
  }

  /** The backends to try, in this order: the one that is asked for, the quickest, which takes most networks, and the one that takes all. */
  get order(): readonly Backend[] {
    const { asked, int8, wasm } = this;
    if (asked === wasm) return [wasm];
    return [...new Set([...(asked ? [asked] : []), int8, wasm])];
  }

  /** Why a backend cannot be used here, or undefined where it can. */
  unavailableReason(backend: Backend): PhraseArgument | undefined {
    return this.failed.get(backend) ?? backend.unavailableReason();
  }

  /** Reports that another backend runs instead of the one that is asked for. */
  fallBack(fallBack: FallBack): void {
    this.missed.fire(fallBack);
  }

  /** A backend failed while it ran a network: it is not used again until the person asks for it anew. */
  markUnavailable(backend: Backend, reason: PhraseArgument): void {
    this.failed.set(backend, phrase`${backend.title} failed: ${reason}`);
  }

  /** Keeps the result of a comparison, for those who show it. */
  setCompared(compared: BackendsCompared): void {
    this.compared = compared;
    this.kept.fire();
  }

  /** Backends that failed may be used again: the person asks for one. */
  resetUnavailable(): void {
    this.failed.clear();
  }

  private readWasm(): Promise<Uint8Array> {
    const file = Uri.joinPath(this.extensionUri, 'dist', 'ort-wasm-simd-threaded.wasm');
    this.wasmBytes ??= Promise.resolve(workspace.fs.readFile(file));
    this.wasmBytes.catch(() => (this.wasmBytes = undefined));
    return this.wasmBytes;
  }

  private loadWebgl(): Promise<WebglRuntime> {
    this.webgl ??= loadBundle(Uri.joinPath(this.extensionUri, 'dist', 'web', 'webgl.js'));
    this.webgl.catch(() => (this.webgl = undefined));
    return this.webgl;
  }
}

/**
 * Runs a bundle of this extension's own. A browser's extension host has no way to load a second file, so this does what the host
 * itself does with the first: it reads it and runs it as a function.
 */
async function loadBundle(file: Uri): Promise<WebglRuntime> {
  let source: string;
  try {
    source = new TextDecoder().decode(await workspace.fs.readFile(file));
  } catch (cause) {
    throw new NetworkError(phrase`the WebGL runtime is missing or cannot be read`, { cause });
  }
  const bundle: { exports: unknown } = { exports: {} };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text is a file of this extension, as its own main file is
  const run = new Function('module', 'exports', source) as (module: object, exports: unknown) => void;
  run(bundle, bundle.exports);
  return bundle.exports as WebglRuntime;
}
