/** Where the second file begins: it takes what it stands on, and gives what the first calls. */

import type { Host } from "../more";
import { asking } from "./asking";
import { attaching } from "./attaching";
import { awayView } from "./away";
import { show } from "./files";
import { standOn } from "./host";
import css from "./more.css";
import { noticing } from "./noticing";
import { ratingView } from "./rating";
import { counting, earlierView } from "./reading";
import { handIn } from "./sending";
import { speaking } from "./speaking";
import { talks } from "./talks";
import { transcriptView } from "./transcript";

/** The panels that are dressed. The widget draws itself anew at most once, so there are two at most. */
const dressed = new WeakSet<Node>();

/** Adds to a widget's root what only some need. */
function dress(root: HTMLElement): void {
  if (dressed.has(root)) return;
  dressed.add(root);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  (root.getRootNode() as ShadowRoot).adoptedStyleSheets.push(sheet);
  const log = root.querySelector(".log") as HTMLElement;
  const panel = root.querySelector(".panel") as HTMLElement;
  awayView(log);
  ratingView(log);
  earlierView(log);
  counting(root.querySelector(".write") as HTMLElement);
  attaching(panel);
  asking(panel);
  noticing(root);
  talks(panel, transcriptView(log));
  speaking(root);
}

const all = { dress, show, handIn };
export type More = typeof all;

let begun = false;
/** However often it is fetched, it begins once. */
export function begin(host: () => Host): More {
  if (!begun) standOn(host());
  begun = true;
  return all;
}
