// npm run test:desktop: the suite of the extension host in a desktop VS Code, which @vscode/test-electron downloads.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { copyExtension, ownNetwork } from './ship.mjs';
import { root } from './vscode.mjs';

execFileSync(process.execPath, ['esbuild.mjs', '--production', '--tests'], { cwd: root, stdio: 'inherit' });
let vscodeExecutablePath;
try {
  vscodeExecutablePath = await downloadAndUnzipVSCode(process.env.VSCODE_VERSION ?? 'stable');
} catch (error) {
  console.error(
    `Desktop VS Code could not be downloaded (${error.message}). This needs update.code.visualstudio.com within reach; ` +
      'npm test runs the same suite in a VS Code from npm.',
  );
  process.exit(1);
}
const folder = await mkdtemp(join(tmpdir(), 'unroll-desktop-'));
const extension = await copyExtension();
for (const [name, bytes] of Object.entries(await ownNetwork())) {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), bytes);
}
try {
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: [extension, join(root, 'test/host/other')],
    extensionTestsPath: join(root, 'out/host/node/index.js'),
    launchArgs: [folder, '--disable-extensions', `--user-data-dir=${join(folder, 'user')}`],
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  for (const made of [folder, extension]) await rm(made, { recursive: true, force: true });
}
