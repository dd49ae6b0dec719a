import type { Host } from './host.js';

let current: Host | undefined;

/** The host whose part of the world the `vscode` module shows: the last that was made. */
export function currentHost(): Host {
  if (!current) throw new Error('a test makes a `Host` before it uses anything of `vscode`');
  return current;
}

export function setCurrentHost(host: Host): void {
  current = host;
}
