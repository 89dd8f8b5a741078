import { Button } from "@mantine/core";
import type { Source } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import { useMayWrite } from "../knowledge";
import { isWeb } from "./names";
import { Reason } from "./Reason";
import type { Dialog } from "./SourcePage";
import classes from "./SourcePage.module.css";
import { useImporting } from "./useImporting";

/** Why the last reading failed, and the ways on: once more, from elsewhere, or without this source. */
export function FailedReading({ source, onDialog }: { source: Source; onDialog: (dialog: Dialog) => void }) {
  const { t } = useWords();
  const writes = useMayWrite();
  const { begin } = useImporting(source);
  const run = source.last_import;
  if (run?.state !== "failed" || run.reason === null) return null;
  const web = isWeb(source.kind);
  const other = web ? "settings" : source.kind === "files" ? "files" : "text";
  return (
    <>
      <p className={classes.reason}>
        <Reason reason={run.reason} code={run.reason_code} params={run.reason_params} />
      </p>
      {writes && (
        <div className={classes.ways}>
          {web && (
            <Button variant="default" size="xs" loading={begin.isPending} onClick={() => begin.mutate()}>
              {t("sources.ways.again")}
            </Button>
          )}
          <Button variant="default" size="xs" onClick={() => onDialog(other)}>
            {t(`sources.ways.${other}`)}
          </Button>
          <Button variant="default" size="xs" onClick={() => onDialog("remove")}>
            {t("sources.ways.remove")}
          </Button>
        </div>
      )}
    </>
  );
}
