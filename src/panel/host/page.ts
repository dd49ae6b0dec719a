import { Uri, type Webview, type WebviewOptions } from 'vscode';
import type { DisplayLanguage } from '../../phrase.js';

const folder = (extensionUri: Uri) => Uri.joinPath(extensionUri, 'dist', 'panel');

/** The page runs our one script, and reads nothing but the folder in which that lies. */
export function pageOptions(extensionUri: Uri): WebviewOptions {
  return { enableScripts: true, localResourceRoots: [folder(extensionUri)] };
}

/** @param tongue the language that the page begins in */
export function pageOf(webview: Webview, extensionUri: Uri, tongue: DisplayLanguage): string {
  const address = (file: string) => webview.asWebviewUri(Uri.joinPath(folder(extensionUri), file)).toString();
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${tongue}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${address('main.css')}">
<title>Activations</title>
</head>
<body>
<main id="app"></main>
<script nonce="${nonce}" src="${address('main.js')}"></script>
</body>
</html>`;
}
