import { useEffect, useState } from "react";
import { useWords } from "@/lib/i18n";
import { useLiveStatus } from "@/lib/live";
import { Offline } from "@/ui/icons";
import classes from "./ConnectionBar.module.css";

/** Says that what is shown may be old. Waits a moment: a short break that mends itself is nobody's concern. */
export function ConnectionBar({ workspace }: { workspace: string }) {
  const { t } = useWords();
  const broken = useLiveStatus(workspace) === "waiting";
  const [shown, setShown] = useState(false);
  const status = useLiveStatus(workspace);
  useEffect(() => {
    if (status === "live") setShown(false);
    if (!broken) return;
    const timer = setTimeout(() => setShown(true), 1500);
    return () => clearTimeout(timer);
  }, [broken, status]);
  return (
    <div role="status">
      {shown && (
        <p className={classes.bar}>
          <Offline /> {t("app.offline")}
        </p>
      )}
    </div>
  );
}
