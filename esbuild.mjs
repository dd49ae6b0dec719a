// Builds what ships (dist/) and, with --tests, the tests and the benchmark (out/).
import { cp, mkdir } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import esbuild from 'esbuild';

const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  format: 'cjs',
  target: 'es2022',
  external: ['vscode'],
  conditions: ['import'],
  logLevel: 'warning',
  minify: production,
  sourcemap: production ? false : 'linked',
  define: {
    // The runtime asks where its script lies, to find files beside it. It is handed its WASM as bytes and looks for none.
    'import.meta.url': '"file:///unroll.js"',
  },
};
/** Nor does it load anything from elsewhere: what could is not in what ships. The typist of `replay:live` talks to its editor. */
const noRequests = { fetch: 'undefined', XMLHttpRequest: 'undefined', WebSocket: 'undefined' };
/** VS Code warns when an extension reads Node's global `navigator`, which onnxruntime-web does to tell where it runs. */
const noNavigator = { navigator: 'undefined', 'globalThis.navigator': 'undefined' };

/** @type {esbuild.BuildOptions} */
const node = { ...common, platform: 'node', define: { ...common.define, ...noNavigator } };
/** @type {esbuild.BuildOptions} */
const web = { ...common, platform: 'browser', mainFields: ['browser', 'module', 'main'] };

/** The page of the activation panel. @type {esbuild.BuildOptions} */
const page = {
  ...web,
  charset: 'utf8',
  format: 'iife',
  external: [],
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

/** What ships. @type {esbuild.BuildOptions[]} */
export const shipping = [
  { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/node/extension.js' },
  { ...web, entryPoints: ['src/extension.ts'], outfile: 'dist/web/extension.js' },
  // Loaded where WebGL is chosen, and never otherwise.
  { ...web, entryPoints: ['src/network/webgl-runtime.ts'], outfile: 'dist/web/webgl.js' },
  { ...page, entryPoints: ['src/panel/app/main.tsx'], outfile: 'dist/panel/main.js' },
].map(build => ({ ...build, define: { ...build.define, ...noRequests } }));
const builds = [...shipping];
if (flags.has('--tests')) {
  /** @type {esbuild.BuildOptions} */
  const test = {
    ...node,
    minify: false,
    sourcemap: 'inline',
    external: ['vscode', 'mocha', 'onnxruntime-node', 'typescript'],
  };
  // What is the editor's own runs in a small stand-in for it.
  const unit = {
    external: test.external.filter(name => name !== 'vscode'),
    alias: { vscode: './test/unit/vscode/index.ts' },
  };
  builds.push({ ...test, ...unit, entryPoints: tests('test/unit', '.test.ts'), outdir: 'out/unit' });
  builds.push({
    ...test,
    entryPoints: ['checkout', 'editor', 'hostile', 'panel', 'soak', 'workspace'].map(
      name => `test/bench/${name}.ts`,
    ),
    outdir: 'out/bench',
  });
  builds.push({
    ...test,
    entryPoints: ['test/replay/visible.ts', 'test/replay/live-host.ts'],
    outdir: 'out/replay',
  });
  builds.push({ ...test, entryPoints: ['test/panel/truth.ts'], outdir: 'out/panel' });
  // Top-level await wants a module.
  const esm = {
    ...test,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    external: ['onnxruntime-node', 'prettier'],
  };
  builds.push({
    ...esm,
    entryPoints: ['engine', 'learning', 'load-once', 'insight', 'memory', 'rows'].map(
      name => `test/bench/${name}.ts`,
    ),
    outdir: 'out/bench',
  });
  builds.push({
    ...esm,
    entryPoints: ['main', 'worker', 'calibration', 'mix', 'learn', 'live'].map(
      name => `test/replay/${name}.ts`,
    ),
    outdir: 'out/replay',
  });
  const evaluate = ['evaluate', 'card', 'parity', 'secrets', 'time', 'worker'].map(
    name => `test/evaluate/${name}.ts`,
  );
  builds.push({ ...esm, entryPoints: evaluate, outdir: 'out/evaluate' });
  builds.push({ ...esm, entryPoints: ['test/compare/compare.ts'], outdir: 'out/compare' });
  builds.push({
    ...esm,
    entryPoints: ['main', 'worker'].map(name => `test/public/${name}.ts`),
    outdir: 'out/public',
  });
  const suite = 'test/host/suite';
  for (const name of ['node', 'broken-runtime'])
    builds.push({ ...test, entryPoints: [`${suite}/${name}.ts`], outfile: `out/host/${name}/index.js` });
  for (const name of ['web', 'webgl'])
    builds.push({
      ...web,
      minify: false,
      sourcemap: 'inline',
      entryPoints: [`${suite}/${name}.ts`],
      outfile: `out/host/${name}/index.js`,
      // Mocha's browser build puts itself into `module.exports`: ours follow after it.
      format: 'iife',
      globalName: 'suite',
      footer: { js: 'module.exports = suite;' },
    });
}

/** The test files directly in a folder. */
function tests(folder, ending) {
  return readdirSync(folder)
    .filter(name => name.endsWith(ending))
    .map(name => `${folder}/${name}`);
}

if (resolve(process.argv[1]) === import.meta.filename) {
  await mkdir('dist', { recursive: true });
  await cp(
    'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
    'dist/ort-wasm-simd-threaded.wasm',
  );
  if (flags.has('--watch')) {
    for (const build of builds) await (await esbuild.context(build)).watch();
  } else {
    await Promise.all(builds.map(build => esbuild.build(build)));
  }
}
