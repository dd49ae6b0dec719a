// Links and pictures of Markdown pages, and those of them that lead nowhere.

/** A page without what is code: no link stands in it. */
const withoutCode = text => text.replace(/^(```|~~~)[^]*?^\1/gm, '').replace(/(`+)[^`].*?\1/g, '');

/** Where the links and pictures of a page lead, in the order of their kinds. */
export function linksOf(text) {
  const page = withoutCode(text);
  const patterns = [
    /\]\(\s*<?([^)\s>]+)>?[^)]*\)/g,
    /<(?:a|img|source|video)\b[^>]*?\b(?:href|src|srcset|poster)\s*=\s*["']?([^"'\s>]+)/gi,
    /^\s*\[[^\]]+\]:\s*<?(\S+?)>?\s*$/gm,
  ];
  return patterns.flatMap(pattern => [...page.matchAll(pattern)].map(([, link]) => link));
}

/** The names that a page's headings have in links, as GitHub and VS Code make them. */
export function anchorsOf(text) {
  const seen = new Map();
  return new Set(
    [...text.replace(/^(```|~~~)[^]*?^\1/gm, '').matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading]) => {
      const name = heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
        .replaceAll(' ', '-');
      const times = seen.get(name) ?? 0;
      seen.set(name, times + 1);
      return times === 0 ? name : `${name}-${times}`;
    }),
  );
}

/**
 * The relative links of pages that lead to no file, or to no heading of a page.
 * @param pages text by path, with slashes
 * @param names paths of all files that are there
 * @returns `page: link` of each
 */
export function brokenLinks(pages, names) {
  const broken = [];
  for (const [page, text] of pages)
    for (const link of linksOf(text)) {
      if (/^[a-z][a-z0-9+.-]*:/i.test(link)) continue;
      const { pathname, hash } = new URL(link, `file:///${page}`);
      const file = decodeURIComponent(pathname.slice(1));
      const target = pages.get(file);
      const isThere = names.has(file);
      const isAnchor = hash === '' || anchorsOf(target ?? '').has(decodeURIComponent(hash.slice(1)));
      if (!isThere || !isAnchor) broken.push(`${page}: ${link}`);
    }
  return broken;
}
