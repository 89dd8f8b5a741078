import { Button } from "@mantine/core";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { CopyField } from "@/ui/CopyField";
import classes from "./Details.module.css";

const path = "/api/v1/workspaces/{workspace}/conversations/{conversation_id}/rating-link";

/** A link by which the customer says how it went, wherever it is sent: in a reply, by e-mail, on paper. */
export function RatingLink({ workspace, id }: { workspace: string; id: string }) {
  const { t, date } = useWords();
  const make = useAct(
    async () => got(await client.POST(path, { params: { path: { workspace, conversation_id: id } } })),
    {},
  );
  return (
    <section>
      <h3>{t("talk.details.ratingLink")}</h3>
      {make.data === undefined ? (
        <Button size="xs" variant="default" loading={make.isPending} onClick={() => make.mutate()}>
          {t("talk.details.ratingLinkMake")}
        </Button>
      ) : (
        <>
          <CopyField label={t("talk.details.ratingLink")} value={make.data.url} />
          <p className={classes.quiet}>
            {t("talk.details.ratingLinkText", { until: date(make.data.expires_at) })}
          </p>
        </>
      )}
    </section>
  );
}
