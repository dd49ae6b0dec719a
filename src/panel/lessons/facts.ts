import { unitCount, type Manifest } from '../../network/manifest.js';
import { connectivityBytes } from '../../insight/connectivity.js';
import type { DisplayLanguage } from '../../phrase.js';

/** Facts of networks, by `network.fact`. */
export type LessonFacts = Readonly<Record<string, number>>;

/** A text this long is what the lesson on parameters asks of the plain network, in bytes. */
const longTextBytes = 1000;

/**
 * What the lessons say of the networks that ship, all of it from their manifests: `parameters`; `units` of all layers; `embedding`,
 * numbers that stand for a byte; `blocks` where a network is made of them, and bytes that the convolution (`conv`) of the lowest one
 * reads; of the plain network its `window` in bytes, the parameters that `each` byte of it takes, and those
 * that it would need for a window of `longTextBytes` bytes; and the `bytes` over which the view shows what mattered.
 * @param manifests by the networks' names
 */
export function factsOf(manifests: ReadonlyMap<string, Manifest>): LessonFacts {
  const facts: Record<string, number> = { far: longTextBytes, 'view.bytes': connectivityBytes };
  for (const [name, manifest] of manifests) {
    const { parameters } = manifest;
    const embedding = manifest.kind === 'blocks' ? manifest.width : manifest.embedding;
    facts[`${name}.parameters`] = parameters;
    facts[`${name}.units`] = unitCount(manifest);
    facts[`${name}.embedding`] = embedding;
    if (manifest.kind === 'blocks') {
      facts[`${name}.blocks`] = manifest.blocks.length;
      facts[`${name}.conv`] = manifest.blocks[0]?.conv ?? 0;
    }
    if (manifest.kind !== 'feedforward') continue;
    // Every unit of the first layer has a weight for every number of every byte.
    const each = embedding * (manifest.layers[0] ?? 0);
    facts[`${name}.window`] = manifest.window;
    facts[`${name}.each`] = each;
    facts[`${name}.far`] = parameters + (longTextBytes - manifest.window) * each;
  }
  return facts;
}

/** A text with its facts filled in, numbers written as its language writes them. A fact that is not known stays as it stands. */
export function fillIn(text: string, facts: LessonFacts, tongue: DisplayLanguage): string {
  return text.replace(/\{([\w.]+)\}/g, (whole, name: string) => facts[name]?.toLocaleString(tongue) ?? whole);
}
