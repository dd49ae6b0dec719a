import { longestMatch, type Match } from '../memory/matches.js';
import type { Reading } from '../network/network.js';
import { likeliest } from '../network/probability.js';
import { Predictor, type Expectation } from '../suggestion/predictor.js';

/** A part of the tree that a search went through: bytes that follow each other without a fork. */
export interface TreePart {
  /** The part that it goes on from, by its index; undefined at the caret. A part comes behind its parent. */
  readonly parent: number | undefined;
  readonly bytes: readonly number[];
  /** The chance that all from the caret to its end is right, with the memory mixed in. */
  readonly probability: number;
  /** The chance of its first byte, where it stands, as the network alone has it. */
  readonly alone: number;
  /** Where the memory has its first byte. */
  readonly match: Match | undefined;
  /** Does it belong to the text that is shown, or was the best? */
  readonly isSaid: boolean;
}

/** Bytes that the tree begins with, at the least. */
const likeliestBytes = 5;
/** Parts of a tree, at most. */
export const maximumTreeParts = 64;

interface Node {
  /** `[bytes from the caret]` */
  readonly path: readonly number[];
  readonly probability: number;
  /** What was expected before its byte; undefined at the caret. */
  readonly before: Expectation | undefined;
  readonly children: Map<number, Node>;
}

/** A predictor that remembers which ways were gone with it: the search itself knows nothing of that. */
export class RecordingPredictor extends Predictor {
  private readonly root: Node = { path: [], probability: 1, before: undefined, children: new Map() };
  private readonly nodes = new Map<Expectation, Node>();

  override start(reading: Reading, before: string): Expectation {
    const start = super.start(reading, before);
    this.nodes.set(start, this.root);
    for (const { byte } of likeliest(start.distribution, likeliestBytes)) childOf(this.root, start, byte);
    return start;
  }

  override async step(from: readonly Expectation[], bytes: Uint8Array): Promise<Expectation[]> {
    const reached = await super.step(from, bytes);
    reached.forEach((after, i) => {
      const before = from[i];
      const node = before && this.nodes.get(before);
      if (node) this.nodes.set(after, childOf(node, before, bytes[i] ?? 0));
    });
    return reached;
  }

  /**
   * The ways that were gone, and the likeliest first bytes, each fork's likeliest first.
   * @param said the text that is shown, or was the best
   * @param isHidden are these bytes behind the caret not to be shown? What goes on from there is not either
   */
  tree(said: readonly number[], isHidden: (bytes: readonly number[]) => boolean): TreePart[] {
    const parts: TreePart[] = [];
    const isSaid = ({ path }: Node) =>
      path.length <= said.length && path.every((byte, i) => byte === said[i]);
    const add = (first: Node, parent: number | undefined) => {
      let last = first;
      for (;;) {
        const [only, ...others] = last.children.values();
        if (!only || others.length > 0 || isSaid(only) !== isSaid(first)) break;
        last = only;
      }
      if (parts.length === maximumTreeParts || isHidden(last.path)) return;
      const { path, before } = first;
      const byte = path.at(-1) ?? 0;
      const match = before?.found && longestMatch([before.found.file, before.found.others], byte);
      const alone = before?.alone[byte] ?? NaN;
      const bytes = last.path.slice(path.length - 1);
      parts.push({ parent, bytes, probability: last.probability, alone, match, isSaid: isSaid(first) });
      const here = parts.length - 1;
      for (const child of inOrder(last)) add(child, here);
    };
    for (const child of inOrder(this.root)) add(child, undefined);
    return parts;
  }
}

function childOf(node: Node, before: Expectation, byte: number): Node {
  const known = node.children.get(byte);
  if (known) return known;
  const path = [...node.path, byte];
  const probability = node.probability * (before.distribution[byte] ?? NaN);
  const child = { path, probability, before, children: new Map<number, Node>() };
  node.children.set(byte, child);
  return child;
}

function inOrder({ children }: Node): Node[] {
  return [...children.values()].sort((a, b) => b.probability - a.probability);
}
