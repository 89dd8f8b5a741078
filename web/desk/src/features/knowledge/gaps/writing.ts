import type { ArticleWrite } from "../knowledge";

/** What the editor begins with: a draft in the customers' words, the first of them its title. */
export function asArticle(language: string, wordings: readonly string[], answer: string): ArticleWrite {
  return {
    kind: "faq",
    title: wordings[0] ?? "",
    questions: [...wordings],
    body: answer,
    language,
    status: "draft",
    valid_from: null,
    valid_until: null,
    assistants: null,
  };
}

/** What is sent of it. */
export function asFaq(written: ArticleWrite) {
  const { title, questions, body, language, status } = written;
  return { title, questions, body, language, status };
}
