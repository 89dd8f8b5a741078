import { Checkbox, TextInput } from "@mantine/core";
import type { Price, Variant } from "@/api/facts";
import { useWords } from "@/lib/i18n";
import { IconButton } from "@/ui/IconButton";
import { Trash } from "@/ui/icons";
import classes from "./Facts.module.css";
import { useFlaw } from "./flaws";
import { SynonymsField } from "./SynonymsField";
import { TextsField } from "./TextsField";

interface Props {
  number: number;
  variant: Variant;
  columns: Price["columns"];
  /** It is the only one: then it needs no name, and cannot be removed. */
  lonely: boolean;
  onChange: (change: Partial<Variant>) => void;
  onRemove: () => void;
}

/** One price: its name, the amounts, for whom, and when it holds. */
export function VariantFields({ number, variant, columns, lonely, onChange, onRemove }: Props) {
  const { t, language } = useWords();
  const point = (1.5).toLocaleString(language).charAt(1);
  const flaw = useFlaw();
  const place = `variants.${number}`;
  const named = (key: string) => columns[key]?.[language] ?? Object.values(columns[key] ?? {})[0] ?? "";
  const put = (key: string, amount: string | null) =>
    onChange({ prices: { ...variant.prices, [key]: amount } });
  return (
    <>
      <div className={classes.cardHead}>
        <TextsField
          label={lonely ? t("facts.price.nameLonely") : t("facts.price.name", { number: number + 1 })}
          place={`${place}.name`}
          value={variant.name}
          onChange={(name) => onChange({ name })}
        />
        {!lonely && (
          <IconButton label={t("facts.price.removeVariant", { number: number + 1 })} onClick={onRemove}>
            <Trash />
          </IconButton>
        )}
      </div>
      <div className={classes.pair}>
        {Object.entries(variant.prices).map(([key, amount]) => (
          <div key={key} className={classes.amount}>
            <TextInput
              label={`${t("facts.price.amount")} ${named(key)}`.trim()}
              inputMode="decimal"
              placeholder={`14${point}00`}
              disabled={amount === null}
              value={(amount ?? "").replace(".", point)}
              error={flaw(`${place}.prices.${key}`) ?? flaw(`${place}.prices`)}
              onChange={(event) => put(key, event.currentTarget.value.replace(",", "."))}
            />
            {!lonely && Object.keys(variant.prices).length > 1 && (
              <Checkbox
                size="sm"
                label={t("facts.price.notSold")}
                checked={amount === null}
                onChange={(event) => put(key, event.currentTarget.checked ? null : "")}
              />
            )}
          </div>
        ))}
        <TextInput
          label={t("facts.price.ages")}
          description={t("facts.price.agesText")}
          placeholder="6-13"
          value={variant.ages ?? ""}
          error={flaw(`${place}.ages`)}
          onChange={(event) => onChange({ ages: event.currentTarget.value.trim() || null })}
        />
      </div>
      <details className={classes.more}>
        <summary>{t("facts.more")}</summary>
        <TextsField
          label={t("facts.price.condition")}
          place={`${place}.condition`}
          value={variant.condition}
          onChange={(condition) => onChange({ condition })}
        />
        <div className={classes.pair}>
          <TextInput
            type="date"
            label={t("facts.price.from")}
            value={variant.from ?? ""}
            error={flaw(`${place}.from`)}
            onChange={(event) => onChange({ from: event.currentTarget.value || null })}
          />
          <TextInput
            type="date"
            label={t("facts.price.to")}
            value={variant.to ?? ""}
            error={flaw(`${place}.to`)}
            onChange={(event) => onChange({ to: event.currentTarget.value || null })}
          />
        </div>
        <SynonymsField value={variant.synonyms} onChange={(synonyms) => onChange({ synonyms })} />
      </details>
    </>
  );
}
