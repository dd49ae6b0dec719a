import { extensions, Uri, workspace } from 'vscode';
import { configure } from './editor.js';

/** Declares what can be tried in the workspace that is open: a trusted one or not, on a disk or nowhere. */
export async function load(): Promise<void> {
  await fill();
  // What one test writes is not to be what makes Unroll sure in another: of the memory the file alone, but where it is the matter.
  before(() => configure('memory', 'file'));
  await import('./suggestions.js');
  await import('./complaints.js');
  await import('./notebooks.js');
  if (workspace.isTrusted) {
    await import('./memory.js');
    await import('./networks.js');
  } else await import('./untrusted.js');
  await import('./panel.js');
  // A browser may have WebGL in software, whatever it is told: there it is tried in webgl-cases.ts.
  if (typeof OffscreenCanvas === 'undefined') {
    await import('./backends.js');
    // In a browser the tests run as the extension itself, which cannot be another one beside it.
    await import('./other-provider.js');
  }
  await import('./failures.js');
}

/** A virtual workspace is empty: it is given the network that others have in their folder. */
async function fill(): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const extension = extensions.getExtension('unroll.unroll');
  if (folder?.scheme !== 'memory' || !extension) return;
  const from = Uri.joinPath(extension.extensionUri, 'networks');
  for (const [name] of await workspace.fs.readDirectory(from)) {
    const bytes = await workspace.fs.readFile(Uri.joinPath(from, name));
    await workspace.fs.writeFile(Uri.joinPath(folder, 'networks', name), bytes);
  }
}
