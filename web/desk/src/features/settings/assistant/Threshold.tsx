import { useId } from "react";
import { useWords } from "@/lib/i18n";
import { Section } from "@/ui/Page";
import classes from "./Threshold.module.css";
import { ThresholdEffect } from "./ThresholdEffect";

interface Props {
  value: number;
  onChange: (threshold: number) => void;
}

/** How sure the assistant must be to answer, and what that does. The slider is the system's own: every phone knows it. */
export function Threshold({ value, onChange }: Props) {
  const { t, language } = useWords();
  const ends = useId();
  const figure = new Intl.NumberFormat(language, { maximumFractionDigits: 2, minimumFractionDigits: 2 });
  return (
    <Section title={t("assistant.threshold")} text={t("assistant.thresholdText")}>
      <div className={classes.slider}>
        <input
          type="range"
          min={0}
          max={1}
          step={0.01}
          aria-label={t("assistant.threshold")}
          aria-valuetext={figure.format(value)}
          aria-describedby={ends}
          value={value}
          onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
        />
        <output className={classes.value}>{figure.format(value)}</output>
        <div id={ends} className={classes.ends}>
          <span>0 {t("assistant.bold")}</span>
          <span>1 {t("assistant.careful")}</span>
        </div>
      </div>
      <ThresholdEffect threshold={value} />
    </Section>
  );
}
