import { BlocksForward } from '../../src/insight/blocks-forward.js';
import { vocabulary } from '../../src/network/bytes.js';
import type { Network, Probe, State } from '../../src/network/network.js';
import { tensorsAmong } from '../../src/network/tensors.js';

/** One byte of a probe. */
export interface Probed {
  readonly before: State;
  readonly byte: number;
  readonly probe: Pick<Probe, 'hidden' | 'gates'>;
  /** Which of the probe's bytes it is, of how many. */
  readonly row: number;
  readonly rows: number;
}

/** What a network's logits are a product with, after a byte. */
export interface OutputReads {
  /** How many numbers it is. */
  readonly size: number;
  of(probed: Probed): Float32Array;
}

/** Of layers it is what the last one puts out, or all of them; of blocks the norm of what they leave, and what is looked up. */
export function outputReads(network: Network): OutputReads {
  const tensors = tensorsAmong(network.manifest, network.weights());
  const size = tensors.outputWeight.length / vocabulary;
  const rowOf = (values: Float32Array, { row, rows }: Probed) => {
    const units = values.length / rows;
    return values.subarray(row * units, (row + 1) * units);
  };
  if (tensors.kind === 'layers')
    return { size, of: probed => rowOf(probed.probe.hidden, probed).slice(-size) };
  const forward = new BlocksForward(tensors);
  return {
    size,
    of(probed) {
      const { before, byte, probe } = probed;
      const h = rowOf(probe.hidden, probed);
      const o = probe.gates.o && rowOf(probe.gates.o, probed);
      const values = forward.run(before, byte, ({ start, units }) => ({
        h: h.subarray(start, start + units),
        o: o?.subarray(start, start + units),
      }));
      return Float32Array.from(forward.read(values));
    },
  };
}
