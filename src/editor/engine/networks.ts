import { ConfigurationTarget, FileType, Uri, workspace } from 'vscode';
import type { Backend, NetworkFiles } from '../../network/backend.js';
import { loadFiles } from '../../network/load.js';
import { NetworkError, parseManifest, type Manifest } from '../../network/manifest.js';
import type { Network } from '../../network/network.js';
import { shippedNetworks } from '../../network/shipped.js';
import { phrase, type PhraseArgument } from '../../phrase.js';
import type { Backends } from './backends.js';
import { reasonOf } from '../localize.js';

/** A network that can be chosen: what its manifest says, or what is wrong with that. */
export interface NetworkChoice {
  readonly name: string;
  /** Is it one of those that ship? */
  readonly ships: boolean;
  readonly manifest: Manifest | NetworkError;
}

/** A network that is ready, and what runs it. */
export interface LoadedNetwork {
  readonly network: Network;
  readonly backend: Backend;
  /** The backends that were tried before it. */
  readonly refusals: readonly Refusal[];
}

/** A backend that does not run a network, and why. */
interface Refusal {
  readonly backend: Backend;
  readonly reason: PhraseArgument;
}

/** A network that was made ready on a backend, or why that does not run it. */
type Attempt =
  | { readonly kind: 'created'; readonly network: Network }
  | { readonly kind: 'refused'; readonly reason: PhraseArgument };

const configurationSection = 'unroll';
const [defaultNetwork] = shippedNetworks;
const bytesPerMegabyte = 2 ** 20;
/** The largest files that are read at all, in bytes, by their ending. */
const maximumFileBytes: Readonly<Record<string, number>> = {
  json: bytesPerMegabyte,
  onnx: 4 * bytesPerMegabyte,
  weights: 130 * bytesPerMegabyte,
};
/** Networks of a folder that are listed, at most. */
const maximumListedNetworks = 100;

/** Where networks come from: those that ship, and the folder that the person named. */
export class Networks {
  constructor(
    private readonly extensionUri: Uri,
    private readonly backends: Backends,
  ) {}

  /** The name of the network that the settings ask for. */
  get chosen(): string {
    const name: unknown = workspace.getConfiguration(configurationSection).get('network');
    return typeof name === 'string' && name.trim() !== '' ? name.trim() : defaultNetwork;
  }

  /** Remembers a choice where the one before was made, or in the person's own settings. */
  async remember(name: string): Promise<void> {
    const values = workspace.getConfiguration(configurationSection);
    const inWorkspace = values.inspect('network')?.workspaceValue !== undefined;
    const target = inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
    await values.update('network', name === defaultNetwork ? undefined : name, target);
    // A choice made in a wider scope may remain.
    if (this.chosen !== name) await values.update('network', name, target);
  }

  /**
   * The folder of the person's own networks; undefined where none is named.
   * @throws NetworkError where what is named is no folder's address, or lies in a workspace that is not trusted
   */
  get folder(): Uri | undefined {
    const value: unknown = workspace.getConfiguration(configurationSection).get('networkFolder');
    if (typeof value !== 'string' || value.trim() === '') return undefined;
    const folder = folderAt(value.trim());
    // VS Code leaves out what an untrusted workspace's settings say; this is for a setting of the person's own that leads there.
    if (!workspace.isTrusted && workspace.getWorkspaceFolder(folder))
      throw new NetworkError(
        phrase`The folder of networks, "${value}", is in a workspace that you do not trust, and is not read`,
      );
    return folder;
  }

  /**
   * Makes a network ready on the backend that the settings ask for, or on another where that one cannot be used here or does not
   * take the network.
   * @throws NetworkError where there is no such network, or what is wrong with it
   */
  async load(name: string): Promise<LoadedNetwork> {
    const { order, asked, wasm } = this.backends;
    const files = this.files(name);
    const refusals: Refusal[] = [];
    for (const backend of order.filter(backend => backend !== wasm)) {
      const missing = this.backends.unavailableReason(backend);
      const attempt: Attempt =
        missing === undefined ? await this.tried(backend, files) : { kind: 'refused', reason: missing };
      if (attempt.kind === 'created') return this.loaded(attempt.network, backend, refusals, asked);
      refusals.push({ backend, reason: attempt.reason });
    }
    return this.loaded(await wasm.create(files), wasm, refusals, asked);
  }

  private loaded(
    network: Network,
    backend: Backend,
    refusals: readonly Refusal[],
    asked: Backend | undefined,
  ): LoadedNetwork {
    // Who left the choice to Unroll is not told, except by the log.
    const ofAsked = refusals.find(refusal => refusal.backend === asked);
    if (ofAsked) this.backends.fallBack({ to: backend, reason: ofAsked.reason });
    return { network, backend, refusals };
  }

  /** A network failed while it ran. @returns whether it may be loaded again on another backend */
  markUnavailable(backend: Backend, error: unknown): boolean {
    if (backend === this.backends.wasm) return false;
    this.backends.markUnavailable(backend, reasonOf(error));
    return true;
  }

  /** The network, or why it does not run on a backend. @throws NetworkError where its files are to blame */
  private async tried(backend: Backend, files: Promise<NetworkFiles>): Promise<Attempt> {
    await files;
    try {
      return { kind: 'created', network: await backend.create(files) };
    } catch (error) {
      return { kind: 'refused', reason: reasonOf(error) };
    }
  }

  /** The files of a network. @throws NetworkError where there is no such network, or what is wrong with it */
  async files(name: string): Promise<NetworkFiles> {
    const folder = this.folderOf(name);
    // Shipped files need no limit: their sizes are known.
    const read = isShipped(name) ? (uri: Uri) => workspace.fs.readFile(uri) : readWithinLimit;
    return loadFiles(name, async file => read(Uri.joinPath(folder, file)));
  }

  listShipped(): Promise<NetworkChoice[]> {
    return Promise.all(shippedNetworks.map(name => this.choiceOf(name)));
  }

  /**
   * Lists the networks that can be chosen: the shipped ones, then those in the folder.
   * @throws NetworkError where the folder cannot be read
   */
  async list(): Promise<NetworkChoice[]> {
    const names = (await this.ownNames()).filter(name => !isShipped(name)).slice(0, maximumListedNetworks);
    return [...(await this.listShipped()), ...(await Promise.all(names.map(name => this.choiceOf(name))))];
  }

  private async choiceOf(name: string): Promise<NetworkChoice> {
    const file = `${name}.json`;
    const ships = isShipped(name);
    try {
      const bytes = await readWithinLimit(Uri.joinPath(this.folderOf(name), file));
      return { name, ships, manifest: parseManifest(new TextDecoder().decode(bytes), file) };
    } catch (cause) {
      const isNetworkError = cause instanceof NetworkError;
      return {
        name,
        ships,
        manifest: isNetworkError ? cause : new NetworkError(phrase`${file} cannot be read`, { cause }),
      };
    }
  }

  /** Names in the person's folder, in order: of manifests that have weights beside them. */
  private async ownNames(): Promise<string[]> {
    const { folder } = this;
    if (!folder) return [];
    let files: Set<string>;
    try {
      const found = await workspace.fs.readDirectory(folder);
      files = new Set(found.filter(([, type]) => type !== FileType.Directory).map(([name]) => name));
    } catch (cause) {
      throw new NetworkError(
        phrase`The folder ${folder.fsPath} cannot be read; see the setting unroll.networkFolder`,
        { cause },
      );
    }
    const names = [...files].flatMap(file => /^([\w.-]+)\.json$/.exec(file)?.[1] ?? []);
    return names.filter(name => files.has(`${name}.weights`)).sort();
  }

  private folderOf(name: string): Uri {
    if (isShipped(name)) return Uri.joinPath(this.extensionUri, 'models');
    if (!/^[\w.-]+$/.test(name))
      throw new NetworkError(
        phrase`"${name}" is no name of a network: give the name of its manifest, without folder and ending`,
      );
    const { folder } = this;
    if (!folder)
      throw new NetworkError(
        phrase`No network named "${name}" ships, and the setting unroll.networkFolder names no folder to look in`,
      );
    return folder;
  }
}

function isShipped(name: string): boolean {
  return (shippedNetworks as readonly string[]).includes(name);
}

/** A folder as a person writes it: an address, a path, or a path in the workspace. Paths are of the workspace's machine. */
function folderAt(value: string): Uri {
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(value)) {
    try {
      return Uri.parse(value, true);
    } catch (cause) {
      throw new NetworkError(
        phrase`"${value}" is no address of a folder; see the setting unroll.networkFolder`,
        {
          cause,
        },
      );
    }
  }
  const workspaceUri = workspace.workspaceFolders?.[0]?.uri;
  const isAbsolute = /^([/\\]|[a-z]:[/\\])/i.test(value);
  if (!workspaceUri) return Uri.file(value);
  if (!isAbsolute) return Uri.joinPath(workspaceUri, value);
  return workspaceUri.scheme === 'file' ? Uri.file(value) : workspaceUri.with({ path: Uri.file(value).path });
}

/** Reads a file of a network. @throws NetworkError where it is larger than any can be, before it is read */
async function readWithinLimit(uri: Uri): Promise<Uint8Array> {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const limit = maximumFileBytes[name.slice(name.lastIndexOf('.') + 1)];
  if (limit === undefined)
    throw new NetworkError(phrase`${name} does not end in ${Object.keys(maximumFileBytes).join(', ')}`);
  const { size } = await workspace.fs.stat(uri);
  if (size > limit)
    throw new NetworkError(
      phrase`${name} has ${Math.ceil(size / bytesPerMegabyte)} MB; more than ${limit / bytesPerMegabyte} are not read`,
    );
  return workspace.fs.readFile(uri);
}
