import { useEffect, useRef, useState } from "react";
import { useWords } from "@/lib/i18n";
import { useLiveStatus } from "@/lib/live";
import { Retry } from "@/ui/icons";
import classes from "./ConnectionBar.module.css";

const mine = document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content;

/** Whether the server has another desk by now than this page is of. */
async function outdated(): Promise<boolean> {
  try {
    const answer = await fetch("/desk/build.json", { cache: "no-store" });
    return answer.ok && ((await answer.json()) as { build: string }).build !== mine;
  } catch {
    return false;
  }
}

/**
 * Says that a new version of the desk was installed, while this page is still the old one. When to reload is the
 * reader's to say: they may be in the middle of a word. A server is installed anew by being started anew, which breaks
 * the stream: so it is looked whenever that is back.
 */
export function NewVersionBar({ workspace }: { workspace: string }) {
  const { t } = useWords();
  const live = useLiveStatus(workspace) === "live";
  const before = useRef(false);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!live) return;
    if (before.current) void outdated().then((is) => is && setShown(true));
    before.current = true;
  }, [live]);
  return (
    <div role="status">
      {shown && (
        <p className={classes.bar}>
          <Retry /> {t("app.newVersion")}
          <button type="button" className={classes.link} onClick={() => location.reload()}>
            {t("app.reload")}
          </button>
        </p>
      )}
    </div>
  );
}
