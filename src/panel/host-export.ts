import { Uri, window, workspace } from 'vscode';
import { statesAsNpy, traceAsJson } from '../insight/export.js';
import { t } from '../editor/say.js';
import type { Watched } from './host-watch.js';

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

/** Asks where to, and writes a picture there. */
export async function exportPicture(png: string, beside: Uri | undefined): Promise<void> {
  const uri = await ask(beside, 'activations.png', { PNG: ['png'] });
  if (uri)
    await write(
      uri,
      Uint8Array.from(atob(png), character => character.charCodeAt(0)),
    );
}

async function ask(
  beside: Uri | undefined,
  name: string,
  filters: Record<string, string[]>,
): Promise<Uri | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? (beside && Uri.joinPath(beside, '..'));
  return window.showSaveDialog({
    ...(folder && { defaultUri: Uri.joinPath(folder, name) }),
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
