import { phrase } from '../../phrase.js';
import { NetworkError, type Manifest } from '../manifest.js';
import { StoredTensors, type StoredMatrix } from '../weights.js';
import { maximumColumns } from './kernel.js';

/** A network's tensors by their names, held to the sizes that its manifest asks for, and to what the kernel takes. */
export class KernelTensors {
  private readonly stored: StoredTensors;

  /** @throws NetworkError where the stored weights are not as long as the manifest says */
  constructor(
    private readonly manifest: Manifest,
    stored: Uint8Array,
  ) {
    this.stored = new StoredTensors(manifest, stored);
  }

  /** @throws NetworkError where it is missing, of another size, or not taken by the kernel */
  matrix(name: string, rows: number, columns: number): StoredMatrix {
    const found = this.stored.matrix(name);
    if (!found) throw this.refusal(name);
    if (found.rows !== rows || found.columns !== columns) throw this.wrongSize(name, rows * columns);
    if (columns > maximumColumns(14))
      throw new NetworkError(
        phrase`the int8 backend takes matrices of ${maximumColumns(14)} columns at most, and "${name}" has ${columns}`,
      );
    return found;
  }

  /** @throws NetworkError where it is missing or of another size */
  values(name: string, length: number): Float32Array {
    const found = this.stored.values(name);
    if (!found) throw this.refusal(name);
    if (found.length !== length) throw this.wrongSize(name, length);
    return found;
  }

  private wrongSize(name: string, length: number): NetworkError {
    return new NetworkError(
      phrase`${this.manifest.weights.file} should hold ${length} numbers as "${name}" for this ${this.manifest.cell} network, and does not`,
    );
  }

  private refusal(name: string): NetworkError {
    return new NetworkError(
      phrase`the int8 backend needs "${name}" in ${this.manifest.weights.file}, as int8 where it is a matrix`,
    );
  }
}
