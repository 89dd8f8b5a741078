import { TextInput } from "@mantine/core";
import { useState } from "react";
import { languages, useWords } from "@/lib/i18n";
import classes from "./Facts.module.css";

type Synonyms = Record<string, string[]>;

interface Props {
  value: Synonyms;
  onChange: (value: Synonyms) => void;
}

/** Other words for something, per language, between commas. */
export function SynonymsField({ value, onChange }: Props) {
  const { t } = useWords();
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{t("facts.synonyms")}</legend>
      <p className={classes.text}>{t("facts.synonymsText")}</p>
      <div className={classes.stack}>
        {languages.map((one) => (
          <Words
            key={one}
            language={one}
            value={value[one] ?? []}
            onChange={(words) => onChange({ ...value, [one]: words })}
          />
        ))}
      </div>
    </fieldset>
  );
}

function Words(props: { language: string; value: readonly string[]; onChange: (words: string[]) => void }) {
  const { languageName } = useWords();
  // What is being typed, with commas that nothing follows yet.
  const [written, setWritten] = useState(() => props.value.join(", "));
  return (
    <TextInput
      label={languageName(props.language)}
      lang={props.language}
      maxLength={2_000}
      value={written}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setWritten(text);
        props.onChange(
          text
            .split(",")
            .map((word) => word.trim())
            .filter((word) => word !== ""),
        );
      }}
    />
  );
}
