import { Fragment, type ReactNode } from "react";

/**
 * The Markdown a message may hold, read as the customer's widget reads it, so that both see the same: paragraphs,
 * headings (as bold), lists, bold, italic, code, links. It becomes React elements and never HTML, so there is nothing
 * to sanitize; a link leads to http(s), mailto or tel, or stays text.
 */
const inline =
  /(?<![\w*])(\*\*|[*_`])(\S|\S.{0,998}?\S)\1(?![\w*])|\[([^\]]{1,300})\]\(([^()\s]{1,2000})\)|(https?:\/\/[^\s<>"]{1,2000}[^\s<>".,;:!?)\]])|\\([*_`[:])/g;

export function safeHref(text: string): string | null {
  try {
    const url = new URL(text, location.origin);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function Anchor({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" title={new URL(href).host || href}>
      {children}
    </a>
  );
}

function spans(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let from = 0;
  for (const found of text.matchAll(inline)) {
    const [whole, mark, marked = "", label, address, bare = "", kept] = found;
    const href = mark ? null : safeHref(address ?? bare);
    if (!mark && href === null && kept === undefined) continue;
    if (found.index > from) out.push(text.slice(from, found.index));
    const key = found.index;
    if (kept !== undefined) out.push(kept);
    else if (href !== null)
      out.push(
        <Anchor key={key} href={href}>
          {label ?? bare}
        </Anchor>,
      );
    else if (mark === "`") out.push(<code key={key}>{marked}</code>);
    else if (mark === "**") out.push(<strong key={key}>{spans(marked)}</strong>);
    else out.push(<em key={key}>{spans(marked)}</em>);
    from = found.index + whole.length;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}

const bullet = /^\s*[-*+•]\s+/;
const number = /^\s*\d{1,3}[.)]\s+/;
const heading = /^\s*#{1,6}\s+/;

function block(lines: string[], key: number): ReactNode {
  for (const [mark, List] of [
    [bullet, "ul"],
    [number, "ol"],
  ] as const) {
    if (!lines.every((line) => mark.test(line))) continue;
    return (
      <List key={key} dir="auto">
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a message never move
          <li key={at}>{spans(line.replace(mark, ""))}</li>
        ))}
      </List>
    );
  }
  return (
    <p key={key} dir="auto">
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a message never move
        <Fragment key={at}>
          {at > 0 && <br />}
          {heading.test(line) ? <strong>{spans(line.replace(heading, ""))}</strong> : spans(line)}
        </Fragment>
      ))}
    </p>
  );
}

/** Lines of one kind, side by side, belong together: a list after a sentence is still a list. */
function blocks(text: string): string[][] {
  const out: string[][] = [];
  let kind = "";
  for (const line of text.split("\n")) {
    const now = line.trim() === "" ? "" : bullet.test(line) ? "ul" : number.test(line) ? "ol" : "p";
    if (now !== "" && now === kind) out.at(-1)?.push(line);
    else if (now !== "") out.push([line]);
    kind = now;
  }
  return out;
}

export function Markdown({ text }: { text: string }) {
  return <>{blocks(text).map(block)}</>;
}
