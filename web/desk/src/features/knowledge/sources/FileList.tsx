import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { filesQuery, type SourceFile } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import { ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../knowledge";
import classes from "./FileList.module.css";
import { Reason } from "./Reason";

/** The files or pages of a source and what became of each, a portion at a time. */
export function FileList({ source }: { source: string }) {
  const { t } = useWords();
  const { workspace } = useWorkspace();
  const files = useInfiniteQuery(filesQuery(workspace, source));
  if (files.isPending) return <Loading rows={2} />;
  if (files.isError) return <ErrorState error={files.error} onRetry={() => void files.refetch()} />;
  const items = files.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <p className={classes.none}>{t("sources.filesNone")}</p>;
  return (
    <>
      <ul className={classes.files}>
        {items.map((file) => (
          <FileLine key={file.name} file={file} />
        ))}
      </ul>
      {files.hasNextPage && (
        <Button
          variant="default"
          mt="sm"
          loading={files.isFetchingNextPage}
          onClick={() => void files.fetchNextPage()}
        >
          {t("sources.filesMore")}
        </Button>
      )}
    </>
  );
}

function FileLine({ file }: { file: SourceFile }) {
  const { t } = useWords();
  const outcome = file.waiting ? "waiting" : file.outcome;
  return (
    <li className={classes.file}>
      <span className={classes.what}>
        <span className={classes.name}>{file.name}</span>
        {file.reason !== null && !file.waiting && (
          <span className={classes.reason}>
            <Reason reason={file.reason} code={file.reason_code} params={file.reason_params} />
          </span>
        )}
      </span>
      {outcome !== null && (
        <span className={classes.outcome} data-outcome={outcome}>
          {t(`sources.outcome.${outcome}`)}
        </span>
      )}
    </li>
  );
}
