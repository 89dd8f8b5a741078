import { type ReactNode, useEffect, useRef, useState } from "react";
import { useWords } from "@/lib/i18n";
import { useLiveStatus } from "@/lib/live";
import { Retry } from "@/ui/icons";
import classes from "./Shell/ConnectionBar.module.css";

const mine = document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content;
/** Milliseconds between tries to ask: a line that is back may break again at once. */
const PAUSE = 3_000;
const TRIES = 5;

/** Whether the server has another desk by now than this page is of. */
async function outdated(tries = TRIES): Promise<boolean> {
  try {
    const answer = await fetch("/desk/build.json", { cache: "no-store" });
    if (answer.ok) return ((await answer.json()) as { build: string }).build !== mine;
  } catch {
    // As when it refuses: once more.
  }
  if (tries <= 1) return false;
  await new Promise((later) => setTimeout(later, PAUSE));
  return outdated(tries - 1);
}

/**
 * Says that a new version of the desk was installed, while this page is still the old one. When to reload is the
 * reader's to say: they may be in the middle of a word. A server is installed anew by being started anew, which breaks
 * the stream: so it is looked whenever that is back.
 */
export default function NewVersionBar({ workspace }: { workspace: string }): ReactNode {
  const { t } = useWords();
  const status = useLiveStatus(workspace);
  const lost = useRef(false);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (status === "waiting" || status === "paused") lost.current = true;
    if (status !== "live" || !lost.current) return;
    lost.current = false;
    void outdated().then((is) => is && setShown(true));
  }, [status]);
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
