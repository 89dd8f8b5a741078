import { NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { factsQuery, type Place, type Policy } from "@/api/facts";
import { useWords } from "@/lib/i18n";
import { useWorkspace } from "../knowledge";
import classes from "./Facts.module.css";
import { useFlaw } from "./flaws";
import { saidIn } from "./said";
import { TextsField } from "./TextsField";

const topics = [
  "refund",
  "cancellation",
  "pets",
  "payment",
  "smoking",
  "photos",
  "luggage",
  "accessibility",
  "children",
  "delivery",
] as const;

/** Where it is, and how it is reached. */
export function PlaceFields({ fact, onChange }: { fact: Place; onChange: (change: Partial<Place>) => void }) {
  const { t, language } = useWords();
  const { workspace } = useWorkspace();
  const flaw = useFlaw();
  const facts = useQuery(factsQuery(workspace));
  const hours = (facts.data ?? []).flatMap(({ fact: one }) => (one.kind === "hours" ? [one] : []));
  const field = (name: "address" | "phone" | "email" | "website", type: "text" | "tel" | "email") => (
    <TextInput
      label={t(`facts.place.${name}`)}
      type={type}
      maxLength={500}
      value={fact[name]}
      error={flaw(name)}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <>
      {field("address", "text")}
      <div className={classes.pair}>
        {field("phone", "tel")}
        {field("email", "email")}
        {field("website", "text")}
      </div>
      <TextsField
        label={t("facts.place.reach")}
        text={t("facts.place.reachText")}
        place="reach"
        long
        value={fact.reach}
        onChange={(reach) => onChange({ reach })}
      />
      {hours.length > 0 && (
        <NativeSelect
          label={t("facts.place.hours")}
          value={fact.hours ?? ""}
          data={[
            { value: "", label: t("facts.place.noHours") },
            ...hours.map((one) => ({ value: one.id, label: saidIn(one.name, language) })),
          ]}
          onChange={(event) => onChange({ hours: event.currentTarget.value || null })}
        />
      )}
    </>
  );
}

/** A rule of the house: one sentence, and what else there is to say. */
export function PolicyFields({
  fact,
  onChange,
}: {
  fact: Policy;
  onChange: (change: Partial<Policy>) => void;
}) {
  const { t } = useWords();
  return (
    <>
      <NativeSelect
        label={t("facts.policy.topic")}
        description={t("facts.policy.topicText")}
        value={fact.topic ?? ""}
        data={[
          { value: "", label: t("facts.policy.noTopic") },
          ...topics.map((topic) => ({ value: topic, label: t(`facts.topics.${topic}`) })),
        ]}
        onChange={(event) => onChange({ topic: (event.currentTarget.value || null) as Policy["topic"] })}
      />
      <TextsField
        label={t("facts.policy.answer")}
        text={t("facts.policy.answerText")}
        place="answer"
        long
        value={fact.answer}
        onChange={(answer) => onChange({ answer })}
      />
      <TextsField
        label={t("facts.policy.details")}
        place="details"
        long
        value={fact.details}
        onChange={(details) => onChange({ details })}
      />
    </>
  );
}
