import { Fragment, type ReactNode } from "react";

/**
 * The Markdown an answer may hold: paragraphs, lists, bold, italic, code, links. It becomes React elements and never
 * HTML, so there is nothing to sanitize; a link leads to http(s), mailto or tel, or stays text.
 */
const inline =
  /(`[^`\n]+`)|(\*\*[^*\n]+\*\*)|(\*[^*\s][^*\n]*\*|_[^_\s][^_\n]*_)|\[([^\]\n]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>()]+[^\s<>().,;:!?"'])/g;

export function safeHref(text: string): string | null {
  try {
    const url = new URL(text, location.origin);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function Anchor({ href, children }: { href: string; children: ReactNode }) {
  const safe = safeHref(href);
  if (safe === null) return <>{children}</>;
  const host = new URL(safe).host;
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer" title={host || safe}>
      {children}
    </a>
  );
}

function spans(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let from = 0;
  for (const found of text.matchAll(inline)) {
    const [whole, code, bold, italic, label, href, bare] = found;
    if (found.index > from) out.push(text.slice(from, found.index));
    const key = found.index;
    if (code) out.push(<code key={key}>{code.slice(1, -1)}</code>);
    else if (bold) out.push(<strong key={key}>{spans(bold.slice(2, -2))}</strong>);
    else if (italic) out.push(<em key={key}>{italic.slice(1, -1)}</em>);
    else if (label && href)
      out.push(
        <Anchor key={key} href={href}>
          {label}
        </Anchor>,
      );
    else if (bare)
      out.push(
        <Anchor key={key} href={bare}>
          {bare}
        </Anchor>,
      );
    from = found.index + whole.length;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}

const bullet = /^\s*[-*]\s+/;
const number = /^\s*\d+[.)]\s+/;

function block(lines: string[], key: number): ReactNode {
  for (const [mark, List] of [
    [bullet, "ul"],
    [number, "ol"],
  ] as const) {
    if (!lines.every((line) => mark.test(line))) continue;
    return (
      <List key={key}>
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a message never move
          <li key={at}>{spans(line.replace(mark, ""))}</li>
        ))}
      </List>
    );
  }
  return (
    <p key={key}>
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a message never move
        <Fragment key={at}>
          {at > 0 && <br />}
          {spans(line.replace(/^#{1,6}\s+/, ""))}
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
