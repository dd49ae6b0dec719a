import type { InferenceSession } from 'onnxruntime-web/webgl';
import { phrase, type Phrase } from '../phrase.js';
import type { Backend } from './backend.js';
import { vocabulary } from './bytes.js';
import { NetworkError, parts, stateSize, unitCount, type Gate, type Manifest } from './manifest.js';
import type { Network, Probe, Reading, State } from './network.js';
import { unloadedError } from './guarded.js';
import { OnDemand } from './on-demand.js';
import { stepGraph, type StepGraph } from './primitives.js';
import { Queue } from './queue.js';
import { tensorsOf, type NetworkTensors } from './tensors.js';
import { namedWeights, type Weights } from './weights.js';

/** onnxruntime's WebGL build, which is a bundle of its own. */
export type WebglRuntime = Pick<
  typeof import('onnxruntime-web/webgl'),
  'InferenceSession' | 'Tensor' | 'env'
>;

/** The runtime takes one call at a time, across networks too. */
const queue = new Queue();

interface Stepper {
  readonly graph: StepGraph;
  readonly session: InferenceSession;
}

/** A step's outputs, by name. */
type Outputs = Readonly<Record<string, Float32Array>>;

class WebglNetwork implements Network {
  private readonly size: number;
  private disposing: Promise<void> | undefined;
  private readonly stepping = this.onDemand(false);
  private readonly probing = this.onDemand(true);

  constructor(
    readonly manifest: Manifest,
    private readonly stored: Uint8Array,
    private readonly tensors: NetworkTensors,
    private readonly runtime: WebglRuntime,
  ) {
    this.size = stateSize(manifest);
  }

  initial(): State {
    return new Float32Array(this.size);
  }

  weights(): Weights {
    return namedWeights(this.manifest, this.stored);
  }

  /** One state after the other: shapes are static here, and a call costs more than what it computes. */
  async step(states: readonly State[], bytes: Uint8Array): Promise<Reading[]> {
    const stepper = await this.stepping.get();
    const readings: Reading[] = [];
    for (const [i, state] of states.entries()) {
      const outputs = await this.run(stepper, state, bytes[i] ?? 0);
      readings.push(this.readingOf(stepper.graph, outputs, state, bytes[i] ?? 0));
    }
    return readings;
  }

  async read(state: State, bytes: Uint8Array): Promise<Reading> {
    let reading: Reading = { state, logits: new Float32Array(vocabulary) };
    for (let i = 0; i < bytes.length; i++) {
      const [next] = await this.step([reading.state], bytes.subarray(i, i + 1));
      if (next) reading = next;
    }
    return reading;
  }

  async probe(state: State, bytes: Uint8Array): Promise<Probe> {
    const stepper = await this.probing.get();
    const { graph } = stepper;
    const [rows, units] = [bytes.length, unitCount(this.manifest)];
    const states = new Float32Array(rows * this.size);
    const logits = new Float32Array(rows * vocabulary);
    const hidden = new Float32Array(rows * units);
    const gates: Partial<Record<Gate, Float32Array>> = {};
    let last = state;
    for (const [row, byte] of bytes.entries()) {
      const outputs = await this.run(stepper, last, byte);
      const reading = this.readingOf(graph, outputs, last, byte);
      last = reading.state;
      states.set(last, row * this.size);
      logits.set(reading.logits, row * vocabulary);
      concatenate(hidden, row * units, graph.hidden, outputs);
      for (const [gate, values] of Object.entries(graph.gates) as [Gate, readonly string[]][])
        concatenate((gates[gate] ??= new Float32Array(rows * units)), row * units, values, outputs);
    }
    return { bytes: rows, states, logits, hidden, gates };
  }

  dispose(): Promise<void> {
    return (this.disposing ??= this.releaseSessions());
  }

  private async releaseSessions(): Promise<void> {
    await this.stepping.release();
    await this.probing.release();
  }

  private onDemand(probing: boolean): OnDemand<Stepper> {
    const make = () =>
      queue.inTurn(async () => {
        const graph = stepGraph(this.tensors, probing);
        const options = { executionProviders: ['webgl'] };
        return { graph, session: await this.runtime.InferenceSession.create(graph.model, options) };
      });
    const free = ({ session }: Stepper) => queue.inTurn(() => session.release());
    return new OnDemand(make, free, () => unloadedError(this.manifest));
  }

  private run({ graph, session }: Stepper, state: State, byte: number): Promise<Outputs> {
    return queue.inTurn(async () => {
      if (this.disposing) throw unloadedError(this.manifest);
      const row = (values: Float32Array) => new this.runtime.Tensor('float32', values, [1, values.length]);
      const feeds = graph.inputs.map(({ value, numbers }) => [value, row(numbers(state, byte))] as const);
      const results = await session.run(Object.fromEntries(feeds));
      // A lost context throws nothing: it returns zeros.
      if (this.runtime.env.webgl.context.isContextLost())
        throw new NetworkError(phrase`the browser took the graphics card away`);
      const outputs: Record<string, Float32Array> = {};
      for (const [name, { data }] of Object.entries(results))
        if (data instanceof Float32Array) outputs[name] = data;
      return outputs;
    });
  }

  private readingOf(graph: StepGraph, outputs: Outputs, before: State, byte: number): Reading {
    const state = new Float32Array(this.size);
    parts(this.manifest).forEach(({ start, size }, i) => {
      const value = graph.after[i];
      const now = value === undefined ? Float32Array.of(byte) : output(outputs, value);
      state.set(before.subarray(start + now.length, start + size), start);
      state.set(now, start + size - now.length);
    });
    return { state, logits: output(outputs, graph.logits).slice() };
  }
}

/** Writes outputs one after the other. */
function concatenate(into: Float32Array, start: number, names: readonly string[], outputs: Outputs): void {
  let at = start;
  for (const name of names) {
    const values = output(outputs, name);
    into.set(values, at);
    at += values.length;
  }
}

function output(outputs: Outputs, name: string): Float32Array {
  const values = outputs[name];
  if (!values) throw new NetworkError(phrase`WebGL did not give what it was asked for (${name})`);
  return values;
}

/** The reason why WebGL cannot run a network here, or undefined where it can. */
function unavailableReason(): Phrase | undefined {
  if (typeof OffscreenCanvas === 'undefined')
    return phrase`WebGL is only there where extensions themselves run in a browser; these run elsewhere`;
  const context = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!context) return phrase`This browser gives no WebGL 2, or its graphics card is not used`;
  const renders = context.getExtension('EXT_color_buffer_float') !== null;
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return renders
    ? undefined
    : phrase`The graphics card here cannot write 32-bit numbers, which a network needs`;
}

/**
 * Networks on the graphics card, by onnxruntime's WebGL backend. It has no recurrent operators, so each network's step is
 * written anew in primitive ones, from its weights (see `stepGraph`); a network's own graphs are not used.
 * @param load makes the runtime, which is a bundle apart: most people never need it
 */
export function webglBackend(load: () => Promise<WebglRuntime>): Backend {
  return {
    name: 'webgl',
    title: 'WebGL',
    unavailableReason,
    async create(files) {
      const [{ manifest, weights }, runtime] = await Promise.all([files, load()]);
      const tensors = tensorsOf(manifest, weights);
      runtime.env.logLevel = 'error';
      runtime.env.webgl.contextId = 'webgl2';
      const network = new WebglNetwork(manifest, weights, tensors, runtime);
      try {
        // A first step: the card's programs are made now rather than while the person types.
        const { logits } = await network.read(network.initial(), Uint8Array.of(0));
        if (!logits.every(Number.isFinite))
          throw new NetworkError(phrase`WebGL gives what is not a number for ${manifest.name}`);
        return network;
      } catch (cause) {
        await network.dispose();
        if (cause instanceof NetworkError) throw cause;
        throw new NetworkError(phrase`${manifest.name} does not run on WebGL: ${String(cause)}`, { cause });
      }
    },
  };
}
