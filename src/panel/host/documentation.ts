import { Uri, workspace } from 'vscode';

/** The pages that ship, each by the names that it may have: an installed extension has some of them in small letters. */
const pages = [
  ['readme.md', 'README.md'],
  ['CONTRIBUTING.md'],
  ['models/README.md'],
  ['changelog.md', 'CHANGELOG.md'],
  ['SECURITY.md'],
];

/**
 * All that ships to be read: enough for a small network to learn from.
 * @throws Error where none of a page's names can be read
 */
export async function documentationOf(extensionUri: Uri): Promise<string> {
  const decoder = new TextDecoder();
  let all = '';
  for (const names of pages) all += decoder.decode(await firstOf(extensionUri, names));
  return all;
}

async function firstOf(folder: Uri, [name = '', ...others]: readonly string[]): Promise<Uint8Array> {
  try {
    return await workspace.fs.readFile(Uri.joinPath(folder, ...name.split('/')));
  } catch (error) {
    if (others.length === 0) throw error;
    return firstOf(folder, others);
  }
}
