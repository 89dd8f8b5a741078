/** Makes nodes; the only place that does. */

type Child = Node | string | null | false | undefined;

/** Functions become properties (listeners), a boolean attribute is there with `true`; null, false and undefined nothing. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Record<string, unknown> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") (node as unknown as Record<string, unknown>)[name] = value;
    else if (value) node.setAttribute(name, `${value}`);
  }
  node.append(...(children.filter(Boolean) as (Node | string)[]));
  return node;
}

/** A button that does not send its form. */
export const button = (face: Child, onclick: () => void, props: object = {}): HTMLButtonElement =>
  h("button", { type: "button", onclick, ...props }, face);

/** A form that `onsend` takes care of. */
export const form = (name: string, onsend: () => void, ...children: Child[]): HTMLFormElement =>
  h(
    "form",
    {
      class: name,
      onsubmit: (event: Event) => {
        event.preventDefault();
        onsend();
      },
    },
    ...children,
  );

/** A 24-unit line drawing. */
export function icon(path: string): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const shape = document.createElementNS(svg.namespaceURI, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}
