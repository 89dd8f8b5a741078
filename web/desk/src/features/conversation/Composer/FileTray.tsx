import { useWords } from "@/lib/i18n";
import { IconButton } from "@/ui/IconButton";
import { Alert, Clip, Close, Retry } from "@/ui/icons";
import classes from "./FileTray.module.css";
import type { Files } from "./useFiles";

/** What goes with the reply: how far each file is, and what can be done where one was refused. */
export function FileTray({ files }: { files: Files }) {
  const { t, maybe } = useWords();
  if (files.all.length === 0) return null;
  return (
    <ul className={classes.tray} aria-label={t("talk.files.label")}>
      {files.all.map(({ id, file, part, done, failed }) => {
        const name = done?.name ?? file.name;
        return (
          <li key={id} className={classes.file} data-failed={failed !== null}>
            {failed === null ? <Clip size={14} /> : <Alert size={14} />}
            <span className={classes.name}>
              <bdi>{name}</bdi>
              {failed !== null && (
                <span role="alert" className={classes.why}>
                  {maybe(`problems.${failed}`) ?? t("problems.unknown")}
                </span>
              )}
            </span>
            {done === null && failed === null && (
              <progress
                className={classes.progress}
                value={part}
                aria-label={t("talk.files.uploading", { name })}
              />
            )}
            {failed !== null && (
              <IconButton
                label={t("talk.files.retry", { name })}
                variant="subtle"
                color="gray"
                onClick={() => files.retry(id)}
              >
                <Retry />
              </IconButton>
            )}
            <IconButton
              label={t("talk.files.remove", { name })}
              variant="subtle"
              color="gray"
              onClick={() => files.remove(id)}
            >
              <Close />
            </IconButton>
          </li>
        );
      })}
    </ul>
  );
}
