import { Uri, window, workspace } from 'vscode';
import { statesAsNpy, traceAsJson } from '../../insight/export.js';
import { t } from '../../editor/localize.js';
import type { Watched } from './watch.js';
import type { PictureFormat } from '../protocol.js';

/** Asks where to, and writes the states of the window there: as JSON or for NumPy, as the file's name says. */
export async function exportStates({ tracer, rows, document }: Watched, target?: Uri): Promise<void> {
  const uri = target ?? (await ask(document.uri, 'states.npy', { NumPy: ['npy'], JSON: ['json'] }));
  if (!uri) return;
  const trace = { manifest: tracer.manifest, rows };
  const bytes = uri.path.endsWith('.json')
    ? new TextEncoder().encode(traceAsJson(trace))
    : statesAsNpy(trace);
  await write(uri, bytes);
}

/** Asks where to, and writes a picture of the view there: an SVG or a PNG, as the file's name says. */
export async function exportPicture(
  draw: (format: PictureFormat) => Promise<string | undefined>,
  document: Uri,
  target?: Uri,
): Promise<void> {
  const uri = target ?? (await ask(document, 'activations.png', { PNG: ['png'], SVG: ['svg'] }));
  if (!uri) return;
  const format = uri.path.toLowerCase().endsWith('.svg') ? 'svg' : 'png';
  const data = await draw(format);
  if (data === undefined) {
    void window.showErrorMessage(t`Unroll: there was no view to take a picture of.`);
    return;
  }
  const bytes =
    format === 'svg'
      ? new TextEncoder().encode(data)
      : Uint8Array.from(atob(data), character => character.charCodeAt(0));
  await write(uri, bytes);
}

async function ask(document: Uri, name: string, filters: Record<string, string[]>): Promise<Uri | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.joinPath(document, '..');
  return window.showSaveDialog({
    defaultUri: Uri.joinPath(folder, name),
    filters,
    title: t`Export the activations`,
  });
}

async function write(uri: Uri, bytes: Uint8Array): Promise<void> {
  try {
    await workspace.fs.writeFile(uri, bytes);
    void window.showInformationMessage(t`Unroll: ${uri.path.split('/').pop() ?? ''} was written.`);
  } catch (error) {
    void window.showErrorMessage(t`Unroll: ${uri.path} could not be written: ${String(error)}`);
  }
}
