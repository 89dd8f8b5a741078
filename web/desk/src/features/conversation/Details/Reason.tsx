import { useWords } from "@/lib/i18n";

/** Why something happened: a code we have words for, a rule of the workspace's own, or an agent's words as they are. */
export function Reason({ code }: { code: string }) {
  const { maybe } = useWords();
  return <>{maybe(`conversation.reasons.${code}`) ?? code}</>;
}
