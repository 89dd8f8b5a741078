import { useParams } from "@tanstack/react-router";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";

const ours = /^smalltalk:/;

/**
 * Why something happened, in words: a code we have words for, one of the assistant's own texts, a rule of the
 * workspace's own by the name it was given, or an agent's words as they are.
 */
export function Reason({ code }: { code: string }) {
  const { maybe } = useWords();
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const known =
    maybe(`conversation.reasons.${code}`) ?? maybe(`settings.assistant.texts.${code.replace(ours, "")}`);
  const rules = $api.useQuery(
    "get",
    "/api/v1/workspaces/{workspace}/assistants/{assistant}/draft",
    { params: { path: { workspace, assistant: "default" } } },
    { enabled: known === null && !/\s/.test(code) },
  ).data?.rules;
  return <>{known ?? rules?.find((rule) => rule.id === code)?.name ?? code}</>;
}
