import type { ReactNode } from "react";
import { isLanguage, languages, useWords } from "@/lib/i18n";
import { useTitle } from "@/lib/title";
import { Choice } from "@/ui/Choice";
import classes from "./Frame.module.css";

/** The page before the desk: one card, the language, nothing else. */
export function Frame({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const { t, language, speak } = useWords();
  useTitle({ page: title });
  return (
    <main className={classes.frame}>
      <div className={classes.card}>
        <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width={36} height={36} />
        <h1 className={classes.title}>{title}</h1>
        {text && <p className={classes.text}>{text}</p>}
        {children}
      </div>
      <Choice
        label={t("session.language")}
        options={languages.map((value) => ({ value, label: t(`languages.${value}`) }))}
        value={language}
        onChange={(value) => isLanguage(value) && speak(value)}
      />
    </main>
  );
}
