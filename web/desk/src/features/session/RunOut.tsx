import { Button } from "@mantine/core";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useOnce } from "@/lib/useOnce";
import { Refusal } from "@/ui/Refusal";
import { Frame } from "./Frame";

/** A link that opens nothing, or nothing any more. The next one goes where this one went, whoever asks for it. */
export function RunOut({ token }: { token: string }) {
  const { t } = useWords();
  const ask = useOnce({
    mutationFn: async () => got(await client.POST("/api/v1/invitations/renew", { body: { token } })),
  });
  return (
    <Frame title={t("joining.invitation.runOut")} text={t("joining.invitation.runOutText")}>
      <Refusal error={ask.error} />
      {ask.data && (
        <p role="status">
          {t(ask.data.mailed ? "joining.invitation.onItsWay" : "joining.invitation.noMail")}
        </p>
      )}
      <Button size="sm" mt="xs" fullWidth loading={ask.isPending} onClick={() => ask.mutate()}>
        {t("joining.invitation.again")}
      </Button>
    </Frame>
  );
}
