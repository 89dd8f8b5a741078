import { useWords } from "@/lib/i18n";

/** A reason is a code, or a code and its detail ("rule:refund"), or an agent's own words. */
export function Reason({ code }: { code: string }) {
  const { maybe } = useWords();
  const [kind, ...rest] = code.split(":");
  const known = maybe(`conversation.reasons.${kind}`);
  if (known === null) return <>{code}</>;
  return (
    <>
      {known}
      {rest.length > 0 && `: ${rest.join(":")}`}
    </>
  );
}
