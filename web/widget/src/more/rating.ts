/** At the end: one to five stars and, if they like, a word. */

import type { Conversation } from "../types";
import { button, form, h } from "../ui/dom";
import { host, word } from "./host";

/** At the end of the log. */
export function ratingView(log: HTMLElement): void {
  let score = 0;
  let asked = false;
  const label = word("comment");
  const comment = h("input", { "aria-label": label, placeholder: label, maxlength: 1000 });
  const send = h("button", { class: "main" }, host.now().send);
  /** Its padding keeps the last button off the composer. */
  const toEnd = () => {
    log.scrollTop = 1e9;
  };
  const stars = [1, 2, 3, 4, 5].map((n) =>
    button(
      "☆",
      () => {
        score = n;
        render();
        toEnd();
      },
      { "aria-label": `${n}/5` },
    ),
  );
  const question = h("p", { tabindex: -1 });
  const node = form(
    "rate",
    async () => {
      await rate(score, comment.value);
      score = 0;
      render();
      question.focus();
    },
    question,
    h("div", { role: "group", "aria-label": word("rate") }, ...stars),
    comment,
    send,
  );

  function render(): void {
    const { conversation } = host.now();
    const open = !conversation?.rating;
    const following = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    // Thanks stay until the conversation goes on; what was rated on another visit is not spoken of.
    asked = !!conversation?.can_rate && (asked || open);
    const news = asked && node.hidden;
    node.hidden = !asked;
    question.textContent = word(open ? "rate" : "thanks");
    comment.hidden = send.hidden = !open || !score;
    stars.forEach((star, i) => {
      star.hidden = !open;
      star.ariaPressed = `${i < score}`;
      star.textContent = i < score ? "★" : "☆";
    });
    if (news && following) toEnd();
  }
  node.hidden = true;
  log.append(node);
  host.on("change", render);
  render();
}

/** Where it fails the stars stay for another try. */
const rate = (score: number, comment: string): Promise<void> =>
  host
    .ask<Conversation>("/rating", { score, comment: comment || null })
    .then(host.setState)
    .catch(() => {})
    .then(host.changed);
