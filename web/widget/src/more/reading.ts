/** What only a long conversation or a long message needs: the way back to what was said before, and a counter. */

import { button, h } from "../ui/dom";
import { host, word } from "./host";

/** At the top of the log, where there is more than is shown. */
export function earlierView(log: HTMLElement): void {
  const node = button(word("earlier"), async () => {
    const fromEnd = log.scrollHeight - log.scrollTop;
    await host.loadEarlier();
    // Once it is drawn, and before it is seen: what was read stays where it was.
    requestAnimationFrame(() => {
      log.scrollTop = log.scrollHeight - fromEnd;
    });
  });
  const render = () => {
    const hidden = host.earliest() < 2;
    // The button that was pressed is gone: stay here, where Tab and Escape still mean the chat.
    if (hidden && node.matches(":focus")) log.focus();
    node.hidden = hidden;
  };
  log.prepend(node);
  host.on("change", render);
  render();
}

/** Near the limit: how much is written of what may be. */
export function counting(composer: HTMLElement): void {
  const text = composer.querySelector("textarea") as HTMLTextAreaElement;
  const node = h("span", { class: "count" });
  const render = () => {
    const { max_length } = host.now().config;
    const length = [...text.value.trim()].length;
    node.textContent = length > max_length - 300 ? `${length} / ${max_length}` : "";
    node.hidden = !node.textContent;
  };
  composer.append(node);
  text.addEventListener("input", render);
  host.on("change", render);
  render();
}
