import { Button, Group, SimpleGrid, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { seen, useSave } from "@/lib/useSave";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { useWorkspace } from "../useWorkspace";
import classes from "./Models.module.css";
import { amountOf, type Budget, budgetPath, spendingPath, useWritten } from "./models";

const amounts = ["workspace_month", "assistant_day", "address_day", "visitor_day", "conversation"] as const;
type Typed = Partial<Record<(typeof amounts)[number], string>>;

/** How much may be spent, as amounts that are typed. */
export function BudgetForm({ budget }: { budget: Budget }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const written = useWritten();
  const [typed, setTyped] = useState<Typed>({});
  const [from, setFrom] = useState(budget);
  const save = useSave<Budget, Budget>(
    {
      put: async ({ version, ...body }) =>
        got(await client.PUT(budgetPath, { params: { ...params, header: seen({ version }) }, body })),
      newest: async () => got(await client.GET(budgetPath, { params })),
    },
    { done: t("ui.saved"), stale: [budgetPath, spendingPath] },
  );
  const textOf = (name: keyof Typed) => typed[name] ?? written(budget[name]);
  const changed = amounts.some((name) => textOf(name) !== written(budget[name]));
  const wrong = (name: keyof Typed) => Number.isNaN(amountOf(textOf(name)));
  const undo = () => setTyped({});
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const to = { ...budget };
        for (const name of amounts) {
          const amount = amountOf(textOf(name));
          if (typed[name] !== undefined) to[name] = amount === null ? null : String(amount);
        }
        save.save({ from: changed ? from : budget, to }, { onSuccess: undo });
      }}
    >
      <SaveRefusal of={save} onTheirs={undo} />
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        {amounts.map((name) => (
          <TextInput
            key={name}
            label={t(`models.amounts.${name}`)}
            description={t("models.amountText")}
            inputMode="decimal"
            rightSection="€"
            value={textOf(name)}
            error={wrong(name) ? t("models.notAmount") : undefined}
            onChange={(event) => {
              if (!changed) setFrom(budget);
              const text = event.currentTarget.value;
              setTyped((before) => ({ ...before, [name]: text }));
            }}
          />
        ))}
      </SimpleGrid>
      <p className={classes.note}>{t("models.what")}</p>
      <Group gap="xs">
        <Button type="submit" size="sm" loading={save.busy} disabled={!changed || amounts.some(wrong)}>
          {t("ui.save")}
        </Button>
        <Button variant="default" size="sm" disabled={!changed} onClick={undo}>
          {t("ui.reset")}
        </Button>
      </Group>
    </form>
  );
}
