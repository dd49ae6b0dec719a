import { posix } from 'node:path';
import type * as vscode from 'vscode';

interface Components {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

const none: Components = { scheme: '', authority: '', path: '', query: '', fragment: '' };

/** Of machines whose paths begin with `/`. */
export class Uri implements vscode.Uri {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;

  private constructor(scheme: string, authority: string, path: string, query: string, fragment: string) {
    if (authority !== '' && path !== '' && !path.startsWith('/'))
      throw new Error('[UriError]: a path behind an authority begins with a slash');
    if (authority === '' && path.startsWith('//'))
      throw new Error('[UriError]: without an authority a path does not begin with two slashes');
    [this.scheme, this.authority, this.path] = [scheme, authority, path];
    [this.query, this.fragment] = [query, fragment];
  }

  private static of({ scheme, authority, path, query, fragment }: Components): Uri {
    return new Uri(scheme, authority, path, query, fragment);
  }

  static parse(value: string, isStrict = false): Uri {
    const found = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(value);
    const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = found ?? [];
    if (scheme === '' && isStrict) throw new Error(`[UriError]: Scheme is missing: "${value}"`);
    const decoded = decodeURIComponent;
    return Uri.of({
      scheme: scheme === '' ? 'file' : scheme,
      authority: decoded(authority),
      path: rooted(scheme === '' ? 'file' : scheme, decoded(path)),
      query: decoded(query),
      fragment: decoded(fragment),
    });
  }

  static file(path: string): Uri {
    return Uri.of({ ...none, scheme: 'file', path: rooted('file', path) });
  }

  static from(components: Partial<Components> & { readonly scheme: string }): Uri {
    const { scheme, path = '' } = components;
    return Uri.of({ ...none, ...components, path: rooted(scheme, path) });
  }

  static joinPath(base: vscode.Uri, ...segments: string[]): Uri {
    if (base.path === '') throw new Error('[UriError]: cannot join to an address without a path');
    return Uri.of({ ...componentsOf(base), path: posix.join(base.path, ...segments) });
  }

  get fsPath(): string {
    return this.authority !== '' && this.scheme === 'file' ? `//${this.authority}${this.path}` : this.path;
  }

  with(change: Partial<Record<keyof Components, string | null>>): Uri {
    const before = componentsOf(this);
    const of = (name: keyof Components) => (change[name] === undefined ? before[name] : (change[name] ?? ''));
    const scheme = of('scheme');
    const after = {
      ...{ scheme, authority: of('authority'), path: rooted(scheme, of('path')) },
      ...{ query: of('query'), fragment: of('fragment') },
    };
    const isSame = (Object.keys(none) as (keyof Components)[]).every(name => before[name] === after[name]);
    return isSame ? this : Uri.of(after);
  }

  toString(skipEncoding = false): string {
    const encoded = skipEncoding ? (part: string) => part : encode;
    const { scheme, authority, path, query, fragment } = this;
    const hasSlashes = authority !== '' || scheme === 'file';
    return [
      scheme === '' ? '' : `${scheme}:`,
      hasSlashes ? `//${encoded(authority)}` : '',
      encoded(path),
      query === '' ? '' : `?${encoded(query)}`,
      fragment === '' ? '' : `#${encoded(fragment)}`,
    ].join('');
  }

  toJSON(): Components {
    return componentsOf(this);
  }
}

function componentsOf({ scheme, authority, path, query, fragment }: vscode.Uri): Components {
  return { scheme, authority, path, query, fragment };
}

/** Paths of these schemes are absolute. */
function rooted(scheme: string, path: string): string {
  return ['file', 'http', 'https'].includes(scheme) && !path.startsWith('/') ? `/${path}` : path;
}

/** Everything is written as a percent code that is not a letter, a digit, a slash or one of `-._~`. */
function encode(part: string): string {
  const code = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(part)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, code);
}
