/** At the end: one to five stars and, if they like, a word. */

import { conversation, rate } from "../chat";
import * as t from "../words";
import { button, form, h } from "./dom";

export function ratingView() {
  let score = 0;
  let asked = false;
  const comment = h("input", { "aria-label": t.comment, placeholder: t.comment, maxlength: 1000 });
  const send = h("button", { class: "main" }, t.send);
  const stars = [1, 2, 3, 4, 5].map((n) =>
    button(
      "☆",
      () => {
        score = n;
        render();
        // To the log's end, whose padding keeps the button off the composer.
        (node.offsetParent as Element).scrollTop = 1e9;
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
    h("div", { role: "group", "aria-label": t.rate }, ...stars),
    comment,
    send,
  );

  function render(): void {
    const open = !conversation?.rating;
    // Thanks stay until the conversation goes on; what was rated on another visit is not spoken of.
    asked = !!conversation?.can_rate && (asked || open);
    node.hidden = !asked;
    question.textContent = open ? t.rate : t.thanks;
    comment.hidden = send.hidden = !open || !score;
    stars.forEach((star, i) => {
      star.hidden = !open;
      star.ariaPressed = `${i < score}`;
      star.textContent = i < score ? "★" : "☆";
    });
  }
  return { node, render };
}
