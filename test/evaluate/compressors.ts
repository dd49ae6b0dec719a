import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A compressor of files that the network is held against. */
export interface Compressor {
  readonly name: string;
  /** Its program, and the Debian package that has it. */
  readonly program: string;
  readonly package: string;
  /** Compress the file `x` of a folder, or standard input, into `packed`. */
  readonly args: readonly string[];
  readonly input: 'x' | 'stdin';
  readonly packed: string;
}

export const compressors: readonly Compressor[] = [
  {
    name: 'xz -9e',
    program: 'xz',
    package: 'xz-utils',
    args: ['-9e', '-T1', '-k', '-S.packed', 'x'],
    input: 'x',
    packed: 'x.packed',
  },
  {
    name: 'PPMd',
    program: '7z',
    package: 'p7zip-full',
    // Where it knows the size it takes 16 bytes of memory for each byte at most, forgets all when that is full, and begins anew.
    args: ['a', '-m0=PPMd:o=16:mem=1024m', '-bd', '-t7z', '-six', 'x.7z'],
    input: 'stdin',
    packed: 'x.7z',
  },
  {
    name: 'zpaq -m5',
    program: 'zpaq',
    package: 'zpaq',
    args: ['a', 'x.zpaq', 'x', '-m5', '-t1'],
    input: 'x',
    packed: 'x.zpaq',
  },
];

/** Is the program there? */
export function isInstalled({ program }: Compressor): Promise<boolean> {
  return new Promise(resolve => {
    const child = spawn(program, ['-h'], { stdio: 'ignore' });
    child.on('error', () => resolve(false));
    child.on('exit', () => resolve(true));
  });
}

/**
 * The size of a text as a compressor packs it, in bytes.
 * @throws what the program said where it failed
 */
export async function packedSize(
  { program, args, input, packed }: Compressor,
  text: Uint8Array,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'unroll-'));
  try {
    if (input === 'x') await writeFile(join(folder, 'x'), text);
    await run(program, args, folder, input === 'stdin' ? text : undefined);
    return (await stat(join(folder, packed))).size;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs a program in a folder, behind what the person is doing. */
function run(program: string, args: readonly string[], cwd: string, input?: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('nice', ['-n', '10', program, ...args], { cwd });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', data => (said = (said + String(data)).slice(-2000)));
    child.on('error', reject);
    child.on('exit', code => (code === 0 ? resolve() : reject(new Error(`${program} failed:\n${said}`))));
    // A program that ends early says why itself.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
