import { Button, TextInput } from "@mantine/core";
import type { Price, Texts } from "@/api/facts";
import { useWords } from "@/lib/i18n";
import { IconButton } from "@/ui/IconButton";
import { Plus, Trash } from "@/ui/icons";
import { blankVariant, idOf } from "./blank";
import classes from "./Facts.module.css";
import { useFlaw } from "./flaws";
import { TextsField } from "./TextsField";
import { VariantFields } from "./VariantFields";

interface Props {
  fact: Price;
  onChange: (change: Partial<Price>) => void;
}

const only = "price";

/** What something costs: for whom (variants), and by which way of buying (columns). */
export function PriceFields({ fact, onChange }: Props) {
  const { t } = useWords();
  const flaw = useFlaw();
  const columns = Object.keys(fact.columns);
  const priced = columns.length > 0 ? columns : [only];
  const add = () => {
    const id = idOf("variant", new Set(fact.variants.map((one) => one.id)));
    onChange({ variants: [...fact.variants, blankVariant(id, priced)] });
  };
  return (
    <>
      <TextInput
        className={classes.short}
        label={t("facts.price.currency")}
        description={t("facts.price.currencyText")}
        maxLength={3}
        value={fact.currency}
        error={flaw("currency")}
        onChange={(event) => onChange({ currency: event.currentTarget.value.toUpperCase() })}
      />
      <Columns columns={fact.columns} onChange={(next) => onChange(withColumns(fact, next))} />
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{t("facts.price.variants")}</legend>
        <p className={classes.text}>{t("facts.price.variantsText")}</p>
        <ul className={classes.cards}>
          {fact.variants.map((variant, at) => (
            <li key={variant.id}>
              <VariantFields
                number={at}
                variant={variant}
                columns={fact.columns}
                lonely={fact.variants.length === 1}
                onChange={(change) =>
                  onChange({
                    variants: fact.variants.map((one, index) => (index === at ? { ...one, ...change } : one)),
                  })
                }
                onRemove={() => onChange({ variants: fact.variants.filter((_, index) => index !== at) })}
              />
            </li>
          ))}
        </ul>
        <div className={classes.acts}>
          <Button variant="default" leftSection={<Plus />} onClick={add}>
            {t("facts.price.addVariant")}
          </Button>
        </div>
      </fieldset>
      <TextsField
        label={t("facts.note")}
        place="note"
        value={fact.note}
        onChange={(note) => onChange({ note })}
      />
    </>
  );
}

/** Other columns, and every variant's prices with them: what was written stays, the first takes the only price. */
function withColumns(fact: Price, columns: Price["columns"]): Partial<Price> {
  const before = Object.keys(fact.columns);
  const after = Object.keys(columns);
  const keys = after.length > 0 ? after : [only];
  const from = (key: string, at: number) => (before.includes(key) ? key : (before[at] ?? only));
  return {
    columns,
    variants: fact.variants.map((variant) => ({
      ...variant,
      prices: Object.fromEntries(
        keys.map((key, at) => [
          key,
          key in variant.prices
            ? (variant.prices[key] ?? null)
            : at === 0 && before.length === 0
              ? (variant.prices[from(key, at)] ?? null)
              : after.length === 0
                ? (variant.prices[before[0] ?? only] ?? null)
                : "",
        ]),
      ),
    })),
  };
}

function Columns(props: { columns: Price["columns"]; onChange: (columns: Price["columns"]) => void }) {
  const { t } = useWords();
  const { columns, onChange } = props;
  const add = () => onChange({ ...columns, [idOf("way", new Set(Object.keys(columns)))]: {} });
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{t("facts.price.columns")}</legend>
      <p className={classes.text}>{t("facts.price.columnsText")}</p>
      {Object.entries(columns).map(([id, name], at) => (
        <div key={id} className={classes.cardHead}>
          <TextsField
            label={t("facts.price.column", { number: at + 1 })}
            place={`columns.${id}`}
            value={name as Texts}
            onChange={(texts) => onChange({ ...columns, [id]: texts })}
          />
          <IconButton
            label={t("facts.price.removeColumn", { number: at + 1 })}
            onClick={() =>
              onChange(Object.fromEntries(Object.entries(columns).filter(([key]) => key !== id)))
            }
          >
            <Trash />
          </IconButton>
        </div>
      ))}
      <div className={classes.acts}>
        <Button variant="default" leftSection={<Plus />} onClick={add}>
          {t("facts.price.addColumn")}
        </Button>
      </div>
    </fieldset>
  );
}
