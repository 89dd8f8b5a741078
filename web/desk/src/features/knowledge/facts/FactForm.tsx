import { Alert, Checkbox, Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { NamedFact } from "@/api/facts";
import { useWords } from "@/lib/i18n";
import { useDraft, useForget } from "@/lib/useDraft";
import { IconButton } from "@/ui/IconButton";
import { Back } from "@/ui/icons";
import { LeftOver } from "@/ui/LeftOver";
import { Page, PageHeader } from "@/ui/Page";
import { Refusal } from "@/ui/Refusal";
import { SaveBar } from "@/ui/SaveBar";
import { useMayWrite, useWorkspace } from "../knowledge";
import { AskFacts } from "./AskFacts";
import { tidy } from "./blank";
import classes from "./Facts.module.css";
import { FlawsProvider, flawsOf, refusedField } from "./flaws";
import { HoursFields } from "./HoursFields";
import { PlaceFields, PolicyFields } from "./OtherFields";
import { PriceFields } from "./PriceFields";
import { SynonymsField } from "./SynonymsField";
import { TextsField } from "./TextsField";

export interface Written {
  fact: NamedFact;
  version?: string;
}

const factPlace = (place: string) => `fact.${place}`;

export const useForgetFact = (place: string): (() => void) => useForget(factPlace(place));

interface Props {
  title: string;
  /** Its id, or which kind of new one it is: what is not saved is kept under it. */
  place: string;
  fact: NamedFact;
  /** Of what is stored, where something is. */
  version?: string;
  /** The file it came from: its next import writes over what is changed here, if it says something new. */
  source?: string | null;
  busy: boolean;
  error: unknown;
  actions?: ReactNode;
  /** What can be done about a refusal. */
  refusal?: (undo: () => void) => ReactNode;
  /** `from` is what it was made from. */
  onSave: (fact: NamedFact, from: Written) => void;
}

/** A fact to write: its names, what its kind has to say, and what customers would be told. */
export function FactForm(props: Props) {
  const { t } = useWords();
  const { workspace } = useWorkspace();
  const writes = useMayWrite();
  const navigate = useNavigate();
  const { version } = props;
  const own = useDraft<Written>(factPlace(props.place), { fact: props.fact, ...(version && { version }) });
  const { fact } = own.draft;
  const [tried, setTried] = useState(false);
  const put = (change: object) => own.write({ fact: { ...fact, ...change } as NamedFact });
  const flaws = flawsOf(fact);
  const wrong = Object.keys(flaws).length > 0;
  const back = (
    <IconButton
      label={t("facts.back")}
      onClick={() => void navigate({ to: "/w/$workspace/knowledge/facts", params: { workspace } })}
    >
      <Back />
    </IconButton>
  );
  return (
    <Page
      header={
        <PageHeader
          title={props.title}
          name={Object.values(props.fact.name).find(Boolean)}
          back={back}
          actions={props.actions}
        />
      }
      narrow
    >
      <FlawsProvider value={{ flaws: tried ? flaws : {}, refused: refusedField(props.error) }}>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (!wrong) props.onSave(tidy(fact), { ...own.from, fact: tidy(own.from.fact) });
          }}
        >
          {props.refusal?.(own.undo) ?? <Refusal error={props.error} />}
          <LeftOver of={own} />
          {!writes && (
            <Alert color="gray" variant="light" mb="sm">
              {t("knowledge.writersOnly")}
            </Alert>
          )}
          {writes && props.source && (
            <Alert color="yellow" variant="light" mb="sm">
              {t("facts.imported", { source: props.source })}
            </Alert>
          )}
          <fieldset disabled={!writes} className={classes.fields}>
            <Stack gap="md">
              <Names fact={fact} onChange={put} />
              {fact.kind === "hours" && <HoursFields fact={fact} onChange={put} />}
              {fact.kind === "price" && <PriceFields fact={fact} onChange={put} />}
              {fact.kind === "place" && <PlaceFields fact={fact} onChange={put} />}
              {fact.kind === "policy" && <PolicyFields fact={fact} onChange={put} />}
              {tried && wrong && (
                <p role="alert" className={classes.wrong}>
                  {t("facts.flaws.some", { count: Object.keys(flaws).length })}
                </p>
              )}
              {writes && <SaveBar changed={own.changed} busy={props.busy} onUndo={own.undo} />}
            </Stack>
          </fieldset>
        </form>
      </FlawsProvider>
      <div className={classes.below}>
        <AskFacts fact={tidy({ ...fact, id: fact.id || "new" })} />
      </div>
    </Page>
  );
}

/** By which words a question means it. */
function Names({ fact, onChange }: { fact: NamedFact; onChange: (change: object) => void }) {
  const { t } = useWords();
  return (
    <>
      <TextsField
        label={t("facts.name")}
        text={t(`facts.nameText.${fact.kind}`)}
        place="name"
        maxLength={200}
        value={fact.name}
        onChange={(name) => onChange({ name })}
      />
      <SynonymsField value={fact.synonyms} onChange={(synonyms) => onChange({ synonyms })} />
      {fact.kind !== "policy" && (
        <Checkbox
          size="sm"
          label={t("facts.main")}
          description={t("facts.mainText")}
          checked={fact.main}
          onChange={(event) => onChange({ main: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
