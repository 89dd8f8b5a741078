import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Report } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import { Search } from "@/ui/icons";
import { Reason, useReasons } from "./Reason";
import classes from "./SkippedList.module.css";

const portion = 20;
const few = 8;

/** What was left out and why. Long lists can be searched, and come a portion at a time. */
export function SkippedList({ report }: { report: Report }) {
  const { t } = useWords();
  const inWords = useReasons();
  const [words, setWords] = useState("");
  const [shown, setShown] = useState(portion);
  const all = report.skipped_items;
  if (all.length === 0) return <p className={classes.quiet}>{t("sources.report.skippedNone")}</p>;
  const wanted = words.trim().toLowerCase();
  const found = all.filter((one) =>
    `${one.item}\n${inWords(one) ?? one.reason}`.toLowerCase().includes(wanted),
  );
  const uncounted = report.skipped - all.length;
  return (
    <>
      {all.length > few && (
        <TextInput
          type="search"
          aria-label={t("sources.report.filter")}
          placeholder={t("sources.report.filter")}
          leftSection={<Search />}
          mb="xs"
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            setShown(portion);
          }}
        />
      )}
      {found.length === 0 && <p className={classes.quiet}>{t("sources.report.filterNone")}</p>}
      <ul className={classes.list}>
        {found.slice(0, shown).map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same thing may be remarked on twice in the same words
          <li key={at} className={classes.one}>
            <span className={classes.item}>{one.item}</span>
            <span className={classes.reason}>
              <Reason {...one} />
            </span>
          </li>
        ))}
      </ul>
      {found.length > shown && (
        <Button variant="default" mt="sm" onClick={() => setShown(shown + portion)}>
          {t("sources.report.showMore")}
        </Button>
      )}
      {uncounted > 0 && (
        <p className={classes.quiet}>{t("sources.report.skippedMore", { count: uncounted })}</p>
      )}
    </>
  );
}
