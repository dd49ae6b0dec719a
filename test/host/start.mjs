// npm start: a VS Code with the extension and a file to type in.
import { execFileSync, spawn } from 'node:child_process';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packVsix } from './ship.mjs';
import { remote, root, startServer, windowAddress } from './vscode.mjs';

execFileSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, stdio: 'inherit' });

const folder = await mkdtemp(join(tmpdir(), 'unroll-sample-'));
await cp(join(root, 'media/sample.ts'), join(folder, 'sample.ts'));
const file = join(folder, 'sample.ts');

const code = spawn('code', ['--new-window', `--extensionDevelopmentPath=${root}`, folder, file], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
code.on('spawn', () => console.log('VS Code opens with Unroll and a sample to type in.'));
code.on('error', async () => {
  // No desktop VS Code on this machine: one in the browser does as well.
  const vsix = await packVsix();
  const { address, stop } = await startServer({ vsix, port: Number(process.env.PORT ?? 0) });
  console.log(
    `\nOpen ${windowAddress(address, folder, [['openFile', remote(address, file)]])}\nCtrl+C ends it.`,
  );
  process.on('SIGINT', () => void stop().then(() => process.exit(0)));
});
