import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Can git be run here? */
export function hasGit(): boolean {
  return spawnSync('git', ['--version']).status === 0;
}

/** A repository in a folder of its own, to ask git itself. */
export class GitFolder {
  private readonly folder = mkdtempSync(join(tmpdir(), 'unroll-git-'));
  /** Nothing of who runs the tests counts. */
  private readonly env = {
    ...process.env,
    GIT_CONFIG_NOSYSTEM: '1',
    HOME: join(this.folder, '.home'),
    XDG_CONFIG_HOME: undefined,
  };

  /** @param settings names and values */
  constructor(settings: readonly string[] = []) {
    this.git('init', '-q');
    this.set('core.ignoreCase', 'false');
    for (let i = 0; i < settings.length; i += 2) this.set(settings[i] ?? '', settings[i + 1] ?? '');
  }

  set(name: string, value: string): void {
    this.git('config', name, value);
  }

  git(...args: readonly string[]): void {
    execFileSync('git', ['-C', this.folder, ...args], { env: this.env, stdio: 'pipe' });
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  /** Which of some paths git leaves out: from the folder `at` of the repository on, which must be there. */
  ignored(paths: readonly string[], at = ''): ReadonlySet<string> {
    const input = paths.join('\0');
    const args = ['-C', join(this.folder, at), 'check-ignore', '--no-index', '--stdin', '-z'];
    const { status, stdout, stderr } = spawnSync('git', args, { env: this.env, input, maxBuffer: 1e9 });
    if (status !== 0 && status !== 1) throw new Error(stderr.toString());
    return new Set(stdout.toString().split('\0').filter(Boolean));
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true });
  }
}
