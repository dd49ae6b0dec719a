import { workspace, type Uri } from 'vscode';

/** How many folders two paths have in common. */
export function sharedFolders(a: string, b: string): number {
  let shared = 0;
  for (let i = 0; i < a.length && a[i] === b[i]; i++) if (a[i] === '/') shared++;
  return shared;
}

/** Folders that are listed one by one: to list everything once costs less than to list more of them. */
const maximumFolders = 8;

/** The part of the workspace that lies in some folders, as folders none of which lies in another; or more of it where these are many. */
export function foldersFrom(scopes: readonly Uri[]): readonly Uri[] {
  const opened = (workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const found = scopes.flatMap(scope =>
    opened.flatMap(folder => (liesIn(folder, scope) ? [folder] : liesIn(scope, folder) ? [scope] : [])),
  );
  const all = new Map((found.length > maximumFolders ? opened : found).map(uri => [uri.toString(), uri]));
  return [...all.values()].filter(uri =>
    [...all.values()].every(other => other === uri || !liesIn(uri, other)),
  );
}

/** Is an address that of a folder, or of what lies in it? */
export function liesIn(uri: Uri, folder: Uri): boolean {
  const path = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  return (
    uri.scheme === folder.scheme && uri.authority === folder.authority && `${uri.path}/`.startsWith(path)
  );
}
