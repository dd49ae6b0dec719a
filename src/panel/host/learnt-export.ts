import { Uri, window, workspace } from 'vscode';
import { t } from '../../editor/localize.js';
import { npy } from '../../insight/npy.js';
import { learntFiles, learntTensors } from '../../learning/export.js';
import type { Trainer } from '../../learning/trainer.js';

/** Asks for a folder, and writes what was learnt there: manifest and weights, and each tensor for NumPy. */
export async function exportLearnt(trainer: Trainer, folder?: Uri): Promise<void> {
  const [asked] =
    folder === undefined
      ? ((await window.showOpenDialog({
          ...{ canSelectFiles: false, canSelectFolders: true },
          title: t`A folder for what was learned`,
        })) ?? [])
      : [folder];
  if (!asked) return;
  const { learner, settings, bytes, points } = trainer;
  const name = `learnt-${settings.cell}-${settings.units}`;
  const { manifest, weights } = learntFiles(learner, name, {
    bytesSeen: bytes,
    validationBitsPerByte: Math.min(64, points.at(-1)?.heldOut ?? 8),
    finished: new Date().toISOString().slice(0, 10),
  });
  const write = (file: string, content: Uint8Array) =>
    workspace.fs.writeFile(Uri.joinPath(asked, file), content);
  try {
    await write(`${name}.json`, new TextEncoder().encode(manifest));
    await write(`${name}.weights`, weights);
    for (const { name: tensor, shape, values } of learntTensors(learner))
      await write(`${name}.${tensor}.npy`, npy(shape, values));
    void window.showInformationMessage(
      t`Unroll: ${name} was written. models/training/export.py writes its graphs.`,
    );
  } catch (error) {
    void window.showErrorMessage(t`Unroll: ${asked.path} could not be written: ${String(error)}`);
  }
}
