// @ts-check
import js from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom: a folder of src, and what it may not import.
 * @param {string} folder
 * @param {string[]} forbidden
 */
const house = (folder, forbidden, vscode = false) => ({
  files: [`src/${folder}/**/*.{ts,tsx}`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        paths: vscode ? [] : [{ name: 'vscode', message: `${folder}/ knows no editor.` }],
        patterns: forbidden.map(name => ({
          regex: `^(\\.\\./)+(${name})(/|\\.)`,
          message: `${folder}/ may not import it.`,
        })),
      },
    ],
  },
});

/**
 * The page knows what is said between the two sides and to people, and nothing else.
 * @param {string} files
 * @param {string} up from these files to `app/`, as an expression
 */
const page = (files, up) => ({
  files: [files],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        paths: [{ name: 'vscode', message: 'The page knows no editor.' }],
        patterns: [
          {
            regex: `^${up}\\.\\./(?!protocol\\.js$|\\.\\./phrase\\.js$|\\.\\./\\.\\./l10n/)`,
            message: 'The page may import protocol.js and phrase.js alone.',
          },
        ],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'models/', 'test/output/', 'media/sample.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    // Time that grows faster than the text: what ships holds no expression that tries a long run from each of its places.
    files: ['src/**/*.{ts,tsx}'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignorePartial: false }],
    },
  },
  {
    // One part hears the editor's document events, and tells all others.
    files: ['src/**/*.ts'],
    ignores: ['src/editor/documents/documents.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['onDidChangeTextDocument', 'onDidCloseTextDocument', 'onDidOpenTextDocument'].map(property => ({
          object: 'workspace',
          property,
          message: 'Follow the document: Documents.onDidEdit and onDidEnd.',
        })),
      ],
    },
  },
  {
    // The stand-in for the editor has classes and enumerations of its own where the editor's are meant, and what is deprecated there, too.
    files: ['test/unit/vscode/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-deprecated': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        performance: 'readonly',
        window: 'readonly',
        document: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        requestAnimationFrame: 'readonly',
        describe: 'readonly',
        it: 'readonly',
        before: 'readonly',
        after: 'readonly',
        afterEach: 'readonly',
        getComputedStyle: 'readonly',
      },
    },
  },
  {
    files: ['test/host/{other,memory-files}/*.js'],
    languageOptions: { sourceType: 'commonjs', globals: { require: 'readonly', exports: 'writable' } },
  },
  house('network', [
    'learning',
    'reading',
    'memory',
    'suggestion',
    'insight',
    'editor',
    'panel',
    'extension',
  ]),
  house('reading', ['learning', 'memory', 'suggestion', 'insight', 'editor', 'panel', 'extension']),
  house('memory', ['learning', 'reading', 'suggestion', 'insight', 'editor', 'panel', 'extension']),
  house('suggestion', ['learning', 'insight', 'editor', 'panel', 'extension']),
  house('insight', ['learning', 'editor', 'panel', 'extension']),
  house('learning', ['reading', 'memory', 'suggestion', 'insight', 'editor', 'panel', 'extension']),
  house('editor', ['learning', 'panel', 'extension'], true),
  house('panel', ['extension'], true),
  page('src/panel/app/*.{ts,tsx}', ''),
  page('src/panel/app/*/*.{ts,tsx}', '\\.\\./'),
);
