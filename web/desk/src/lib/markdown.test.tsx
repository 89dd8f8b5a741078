import { createElement, isValidElement, type ReactNode } from "react";
import { expect, test } from "vitest";
import { Markdown } from "./markdown";

/** The elements as tags and text, without a browser. */
function shape(node: ReactNode): string {
  if (Array.isArray(node)) return node.map(shape).join("");
  if (node === null || node === undefined || typeof node === "boolean") return "";
  if (!isValidElement<{ children?: ReactNode; href?: string }>(node)) return String(node);
  if (typeof node.type === "function") return shape((node.type as (props: unknown) => ReactNode)(node.props));
  const inner = shape(node.props.children);
  if (typeof node.type !== "string") return inner;
  return `<${node.type}${node.props.href ? ` ${node.props.href}` : ""}>${inner}</${node.type}>`;
}
const read = (text: string) => shape(createElement(Markdown, { text }));

globalThis.location ??= { origin: "https://desk.example" } as Location;

test.each([
  ["# Hours", "<p><strong>Hours</strong></p>"],
  ["a\nb\n\n- one\n- **two**", "<p>a<br></br>b</p><ul><li>one</li><li><strong>two</strong></li></ul>"],
  ["keep my_file_name and 2*3*4", "<p>keep my_file_name and 2*3*4</p>"],
  ["[no](javascript:alert(1))", "<p>[no](javascript:alert(1))</p>"],
  ["[yes](https://example.org/a), <b>x</b>", "<p><a https://example.org/a>yes</a>, <b>x</b></p>"],
  ["see https://example.org/b.", "<p>see <a https://example.org/b>https://example.org/b</a>.</p>"],
  [
    "- \\*a\\* \\_b_ \\[c](http\\://d.example) \\`e\\`",
    "<ul><li>*a* _b_ [c](http://d.example) `e`</li></ul>",
  ],
  ["C:\\Users\\ann \\# \\- **\\***", "<p>C:\\Users\\ann \\# \\- <strong>*</strong></p>"],
])("%s is read as in the customer's widget", (text, expected) => {
  expect(read(text)).toBe(expected);
});
