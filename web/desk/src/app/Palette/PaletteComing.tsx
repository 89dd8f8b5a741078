import { useWords } from "@/lib/i18n";
import { Search } from "@/ui/icons";
import classes from "./PaletteComing.module.css";

/** The palette's field while its code is on the way, with what has been typed already. */
export function PaletteComing({ typed }: { typed: string }) {
  const { t } = useWords();
  return (
    <div
      role="dialog"
      aria-modal="true"
      aria-busy="true"
      aria-label={t("nav.search")}
      className={classes.over}
    >
      <p className={classes.field} data-empty={typed === ""}>
        <Search />
        {typed || t("palette.placeholder")}
      </p>
    </div>
  );
}
