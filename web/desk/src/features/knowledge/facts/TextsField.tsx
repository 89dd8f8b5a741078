import { Input, Textarea, TextInput } from "@mantine/core";
import { useId } from "react";
import { $api } from "@/api/client";
import type { Texts } from "@/api/facts";
import { languages, useWords } from "@/lib/i18n";
import { useWorkspace } from "../knowledge";
import classes from "./Facts.module.css";
import { useFlaw } from "./flaws";

interface Props {
  label: string;
  text?: string | undefined;
  /** Where it stands in the fact. */
  place: string;
  value: Texts;
  long?: boolean;
  maxLength?: number;
  onChange: (value: Texts) => void;
}

/** The same thing said in each language that the workspace speaks; what is left empty is said in another. */
export function TextsField({ label, text, place, value, long = false, maxLength = 2_000, onChange }: Props) {
  const { languageName } = useWords();
  const flaw = useFlaw()(place, true);
  const id = useId();
  const { params } = useWorkspace();
  const house = $api.useQuery("get", "/api/v1/workspaces/{workspace}", { params }).data;
  const spoken = [...new Set([...(house?.languages ?? languages), ...Object.keys(value)])];
  const Field = long ? Textarea : TextInput;
  return (
    <fieldset className={classes.group} aria-describedby={text === undefined ? undefined : id}>
      <legend className={classes.legend}>{label}</legend>
      {text !== undefined && (
        <p id={id} className={classes.text}>
          {text}
        </p>
      )}
      <div className={long ? classes.stack : classes.pair}>
        {spoken.map((language) => (
          <Field
            key={language}
            label={languageName(language)}
            lang={language}
            maxLength={maxLength}
            value={value[language] ?? ""}
            error={flaw !== null}
            {...(long && { autosize: true, minRows: 2 })}
            onChange={(event) => onChange({ ...value, [language]: event.currentTarget.value })}
          />
        ))}
      </div>
      {flaw !== null && <Input.Error role="alert">{flaw}</Input.Error>}
    </fieldset>
  );
}
