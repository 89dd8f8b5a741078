import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../useWorkspace";
import classes from "./Intents.module.css";
import { useIntentName } from "./intents";

/** Write as a customer would and see which intent it is taken for. Nothing is stored. */
export function TrySentence() {
  const { t, language } = useWords();
  const { params } = useWorkspace();
  const nameOf = useIntentName();
  const [text, setText] = useState("");
  const ask = useAct(
    async () =>
      got(
        await client.POST("/api/v1/workspaces/{workspace}/assistant/intents/try", {
          params,
          body: { text, language },
        }),
      ),
    { quiet: true },
  );
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const [nearest, ...others] = ask.data?.nearest ?? [];
  return (
    <>
      <form
        className={classes.try}
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <TextInput
          className={classes.sentence}
          label={t("teaching.intents.try")}
          value={text}
          maxLength={4000}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" h={36} loading={ask.isPending} disabled={text.trim() === ""}>
          {t("teaching.intents.tryIt")}
        </Button>
      </form>
      <Refusal error={ask.error} />
      <div aria-live="polite" className={classes.taken}>
        {ask.data && nearest === undefined && <p>{t("teaching.intents.noWords")}</p>}
        {ask.data && nearest !== undefined && (
          <>
            <p>
              <strong>{ask.data.known ? nameOf(nearest) : t("why.understood.noIntent")}</strong>{" "}
              {t(ask.data.known ? "teaching.intents.sure" : "teaching.intents.unsure", {
                name: nameOf(nearest),
                share: percent.format(ask.data.confidence),
                needed: percent.format(ask.data.threshold),
                language: t(`languages.${ask.data.language}`),
              })}
              {ask.data.by_meaning && ` ${t("why.understood.byMeaning")}`}
            </p>
            {others.length > 0 && (
              <p className={classes.quiet}>
                {t("teaching.intents.others", { names: others.map(nameOf).join(", ") })}
              </p>
            )}
          </>
        )}
      </div>
    </>
  );
}
