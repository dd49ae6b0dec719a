import { phrase } from '../phrase.js';
import type { NetworkFiles } from './backend.js';
import { elements, NetworkError, stateSize, type Manifest } from './manifest.js';
import { readModel, type Constant, type Graph, type Node } from './model.js';
import { Call, inputRows, Footprint, Refusal, refuse, Values } from './call.js';
import { rules } from './operators.js';

const limits = {
  /** Those that a Scan repeats with them: of a block with the longest convolution about 130. */
  nodes: 5000,
  /** What one node may read or give: each block has two parts of the state. */
  values: 80,
  /** Multiplications of a run: twice what the largest network that a manifest may describe takes. */
  work: 2 * inputRows * 64_000_000,
};

/**
 * Looks into a graph before the runtime does: it is refused where it holds an operator that no network needs (a Loop could run
 * for ever), or would take more memory or time than an editor can give. Sizes are followed from node to node.
 * @param file its name, for messages
 * @param state numbers in the network's state
 * @param weights bytes of its weights in fp32, which the graph may refer to as `weights`
 * @param states how many states it is given: a read, of many bytes, is given one
 * @throws NetworkError that says why it is refused
 */
export function admit(
  graph: Uint8Array,
  file: string,
  state: number,
  weights: number,
  states = inputRows,
): void {
  let model: Graph;
  try {
    model = readModel(graph);
  } catch (cause) {
    throw new NetworkError(phrase`${file} could not be made ready: it is no ONNX graph`, { cause });
  }
  try {
    new ShapeInference(model, [states, state], weights).follow();
  } catch (cause) {
    if (cause instanceof Refusal)
      throw new NetworkError(phrase`${file} is refused: ${cause.phrase}`, { cause });
    throw cause;
  }
}

/**
 * Admits some graphs of a network, as `admit` does.
 * @throws NetworkError that names the graph that is refused, and says why
 */
export function admitGraphs(
  { manifest, graphs }: NetworkFiles,
  wanted: readonly (keyof Manifest['graphs'])[],
): void {
  const weights = manifest.weights.tensors.reduce((sum, { shape }) => sum + 4 * elements(shape), 0);
  for (const graph of wanted)
    // A read has one state, and as many bytes as there are.
    admit(
      graphs[graph],
      manifest.graphs[graph],
      stateSize(manifest),
      weights,
      graph === 'read' ? 1 : undefined,
    );
}

/** Shape inference: follows the shapes of all values through a graph, and adds up the memory and the multiplications of a run. */
class ShapeInference {
  private readonly footprint = new Footprint();
  private readonly values = new Values(this.footprint);
  private readonly constants: ReadonlyMap<string, Constant>;
  private work = 0;

  constructor(
    private readonly model: Graph,
    state: readonly number[],
    weights: number,
  ) {
    const { nodes, constants, unsupported } = model;
    if (unsupported[0] !== undefined) refuse(phrase`it holds ${unsupported[0]}`);
    const count = nodes.reduce((sum, { body }) => sum + 1 + (body?.nodes.length ?? 0), 0);
    if (count > limits.nodes) refuse(phrase`it has ${count} nodes, more than ${limits.nodes}`);
    this.constants = new Map(constants.map(constant => [constant.name, constant]));
    for (const constant of constants) {
      if (constant.external) checkPlace(constant, constant.external, weights);
      this.values.put(constant.name, constant.shape, constant.type !== floatType);
    }
    this.values.put('bytes', [inputRows], true);
    this.values.put('state', state, false);
  }

  follow(): void {
    for (const node of this.model.nodes) {
      const { operator, domain, inputs, outputs } = node;
      const rule = domain === '' ? rules.get(operator) : undefined;
      if (!rule)
        refuse(
          phrase`it uses the operator ${domain === '' ? operator : `${domain}.${operator}`}, which no network here needs`,
        );
      const unwanted = unwantedAttribute(node);
      if (unwanted !== undefined)
        refuse(phrase`its ${operator} has the attribute ${unwanted}, which no network here needs`);
      if (inputs.length > limits.values || outputs.length > limits.values)
        refuse(phrase`its ${operator} has too many inputs or outputs`);
      const call = new Call(node, this.values, this.constants, this.footprint);
      const found = rule(call);
      this.work += found.work ?? 0;
      if (this.work > limits.work) refuse(phrase`it would compute for too long`);
      const isWhole = operator === 'Cast' ? call.attribute('to', 0) !== floatType : call.isWhole(0);
      outputs.forEach((name, i) => {
        if (name === '') return;
        const shape = found.shapes[i] ?? refuse(phrase`its ${operator} has too many outputs`);
        this.values.put(name, shape, isWhole);
      });
    }
  }
}

/** fp32, among the types of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const floatType = 1;

/** An attribute that the rules do not know: what a Scan goes over, and how, is not followed. */
function unwantedAttribute({ operator, attributes, lists, body, unsupported }: Node): string | undefined {
  if (unsupported !== undefined) return unsupported;
  if (body && operator !== 'Scan') return 'body';
  const numbers = [...attributes.keys()].filter(name => operator === 'Scan' && name !== 'num_scan_inputs');
  const others = [...lists.keys()].filter(name => operator !== 'ReduceMean' || name !== 'axes');
  return [...numbers, ...others][0];
}

function checkPlace({ name, shape, type }: Constant, place: ReadonlyMap<string, string>, weights: number) {
  const [offset, length] = ['offset', 'length'].map(key => Number(place.get(key) ?? NaN)) as [number, number];
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (place.get('location') !== 'weights' || type !== floatType)
    refuse(phrase`"${name}" should lie in "weights" as fp32, and does not`);
  if (!whole || offset % 4 !== 0 || length !== 4 * elements(shape) || offset + length > weights)
    refuse(phrase`"${name}" does not lie within the weights`);
}
