/** Markdown becomes nodes, never HTML; what is not in the subset stays text. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { markdown, safeHref } from "../src/markdown";

type Node = { tag: string; props: Record<string, string>; children: (Node | string)[] };
const make = (tag: string, props: Record<string, string>, ...children: (Node | string)[]): Node => ({
  tag,
  props,
  children,
});
/** A readable form: tags in angle brackets, addresses after @. */
const show = (node: Node | string): string =>
  typeof node === "string"
    ? node
    : `<${node.tag}${node.props.href ? `@${node.props.href}` : ""}>${node.children.map(show).join("")}</>`;
const read = (text: string, sources = {}) => markdown(text, make, sources).map(show).join("");

const cases: [name: string, text: string, shown: string][] = [
  ["paragraphs and line breaks", "a\nb\n\nc", "<p>a\nb</><p>c</>"],
  ["bold, italics, code", "**a** *b* _c_ `d*e*`", "<p><strong>a</> <em>b</> <em>c</> <code>d*e*</></>"],
  ["italics inside bold", "**a *b* c**", "<p><strong>a <em>b</> c</></>"],
  ["stars and underscores that mean nothing", "2*3*4 snake_case_name * x", "<p>2*3*4 snake_case_name * x</>"],
  ["lists", "- a\n- **b**\n1. c\n2) d", "<ul><li>a</><li><strong>b</></></><ol><li>c</><li>d</></>"],
  ["a list after a line", "x:\n* a\n• b\ny", "<p>x:</><ul><li>a</><li>b</></><p>y</>"],
  [
    "marks kept",
    "- \\*a\\* \\_b_ \\[c](http\\://d.example) \\`e\\`",
    "<ul><li>*a* _b_ [c](http://d.example) `e`</></>",
  ],
  ["other backslashes", "C:\\Users\\ann \\# \\- **\\***", "<p>C:\\Users\\ann \\# \\- <strong>*</></>"],
  ["headings as bold", "# A\ntext\n## B", "<p><strong>A</></><p>text</><p><strong>B</></>"],
  ["links", "[a](https://x.example/y?z=1)", "<p><a@https://x.example/y?z=1>a</></>"],
  [
    "mail and telephone",
    "[m](mailto:a@b.example) [t](tel:+39123)",
    "<p><a@mailto:a@b.example>m</> <a@tel:+39123>t</></>",
  ],
  [
    "bare addresses, without the full stop",
    "See https://x.example/a_b_c.",
    "<p>See <a@https://x.example/a_b_c>https://x.example/a_b_c</>.</>",
  ],
  [
    "a script is no link",
    "[a](javascript:alert(1)) [b](JaVaScRiPt:1)",
    "<p>[a](javascript:alert(1)) [b](JaVaScRiPt:1)</>",
  ],
  [
    "data, vbscript, blob, relative",
    "[a](data:text/html,x) [b](vbscript:x) [c](blob:x) [d](/x)",
    "<p>[a](data:text/html,x) [b](vbscript:x) [c](blob:x) [d](/x)</>",
  ],
  ["tags are text", "<img src=x onerror=alert(1)> <b>x</b>", "<p><img src=x onerror=alert(1)> <b>x</b></>"],
  ["images are not shown", "![a](https://x.example/a.png)", "<p>!<a@https://x.example/a.png>a</></>"],
  ["nothing", "", ""],
];
for (const [name, text, shown] of cases) test(name, () => assert.equal(read(text), shown));

test("a number opens its source, and only if there is one", () => {
  assert.equal(
    read("a [1] b [2]", { 1: "https://x.example/1" }),
    "<p>a <a@https://x.example/1>1</> b [2]</>",
  );
});

test("links open elsewhere and tell nothing", () => {
  const [paragraph] = markdown("[a](https://x.example)", make);
  const link = paragraph?.children.find((child) => typeof child !== "string");
  assert.equal(link?.props.rel, "noopener noreferrer");
  assert.equal(link?.props.target, "_blank");
});

test("control characters do not hide a script", () => {
  for (const text of [
    "java\tscript:alert(1)",
    "\u0001javascript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:x",
  ])
    assert.equal(safeHref(text), null);
});

test("hostile input of four times the length costs far less than sixteen times as much", () => {
  for (const piece of ["**", "*a", "_", "[", "[a](", "`", "- ", "**_", "https://", "\\*"]) {
    assert.ok(cost(piece, 40_000) < 9 * cost(piece, 10_000) + 2_000, piece);
  }
});

/** The CPU microseconds of the cheapest of some readings: what else the machine does is not counted. */
function cost(piece: string, length: number): number {
  const text = piece.repeat(length / piece.length);
  const spent = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    read(text);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.min(...spent);
}
