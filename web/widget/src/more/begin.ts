/** Where the second file begins: it takes what it stands on, and gives what the first calls. */

import type { Host } from "../more";
import { attaching } from "./attaching";
import { show } from "./files";
import { standOn } from "./host";
import css from "./more.css";
import { ratingView } from "./rating";
import { handIn } from "./sending";

/** The panels that are dressed. The widget draws itself anew at most once, so there are two at most. */
const dressed = new WeakSet<Node>();

/** Adds to a widget's root what only an open chat needs. */
function dress(root: HTMLElement): void {
  if (dressed.has(root)) return;
  dressed.add(root);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  (root.getRootNode() as ShadowRoot).adoptedStyleSheets.push(sheet);
  ratingView(root.querySelector(".log") as HTMLElement);
  attaching(root.querySelector(".panel") as HTMLElement);
}

const all = { dress, show, handIn };
export type More = typeof all;

export function begin(host: Host): More {
  standOn(host);
  return all;
}
