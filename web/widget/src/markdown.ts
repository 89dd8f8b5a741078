/** The Markdown that answers may use, turned into nodes by `make`; there is no HTML string, so nothing to sanitise. */

export type Make<N> = (tag: string, props: Record<string, string>, ...children: (N | string)[]) => N;

// Bounded repeats keep hostile input linear. A mark that marks nothing is text, without the backslash before it: so the
// server shows values as they are.
const INLINE =
  /(?<![\w*])(\*\*|[*_`])(\S|\S.{0,998}?\S)\1(?![\w*])|\[([^\]]{1,300})\]\(([^()\s]{1,2000})\)|\[(\d{1,2})\]|\\?([*_`[:]|https?:\/\/[^\s<>"]{1,2000}[^\s<>".,;:!?)\]])/g;

/** The address if a link may lead there (http, https, mailto, tel; never a script), else null. */
export function safeHref(text: string, base?: string): string | null {
  try {
    const url = new URL(text, base);
    return /^(https?|mailto|tel):$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export const linkTo = (href: string, name = ""): Record<string, string> => ({
  class: name,
  href,
  target: "_blank",
  rel: "noopener noreferrer",
});

/** Paragraphs, lists, headings (as bold), bold, italics, code, links; `[1]` becomes a link to `sources[1]`. */
export function markdown<N>(text: string, make: Make<N>, sources: Record<string, string | null> = {}): N[] {
  const inline = (source: string): (N | string)[] => {
    const out: (N | string)[] = [];
    let from = 0;
    for (const hit of source.matchAll(INLINE)) {
      const [whole, mark, marked = "", label, address, n, bare] = hit;
      const href = n ? sources[n] : safeHref(address ?? bare ?? "");
      const node = href
        ? make("a", linkTo(href, n && "n"), label ?? n ?? whole)
        : mark === "`"
          ? make("code", {}, marked)
          : mark
            ? make(mark[1] ? "strong" : "em", {}, ...inline(marked))
            : bare;
      if (!node) continue;
      out.push(source.slice(from, hit.index), node);
      from = hit.index + whole.length;
    }
    return [...out, source.slice(from)];
  };

  const blocks: N[] = [];
  let kind = "p";
  let nodes: (N | string)[] = [];
  const flush = () => {
    if (nodes.length) blocks.push(make(kind, {}, ...nodes));
    nodes = [];
  };
  for (const line of text.split("\n")) {
    const [, mark = "", rest = line] = /^\s*(#{1,6}|[-*+•]|\d{1,3}[.)])\s+(.*)/.exec(line) ?? [];
    const heading = mark[0] === "#";
    const next = !mark || heading ? "p" : mark[1] ? "ol" : "ul";
    if (next !== kind || heading || !rest.trim()) flush();
    kind = next;
    if (mark) nodes.push(make(heading ? "strong" : "li", {}, ...inline(rest)));
    else if (rest.trim()) nodes.push(nodes.length ? "\n" : "", ...inline(rest));
    if (heading) flush();
  }
  flush();
  return blocks;
}
