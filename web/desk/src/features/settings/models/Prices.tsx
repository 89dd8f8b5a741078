import { Button, Checkbox, Table, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { Choice } from "@/ui/Choice";
import { IconButton } from "@/ui/IconButton";
import { Pencil, Plus } from "@/ui/icons";
import { Section } from "@/ui/Page";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import classes from "./Models.module.css";
import { type PricedModel, type Provider, pricesPath, providers, useMoney } from "./models";
import { PriceDialog } from "./PriceDialog";

interface Props {
  /** What is looked for at first. */
  search: string;
  /** Somebody came here to set a price. */
  asked: boolean;
}

/** What models cost: the list that is shipped, with its date, and the workspace's own prices before it. */
export default function Prices({ search, asked }: Props) {
  const { t, date } = useWords();
  const { dollars, euros } = useMoney();
  const { params } = useWorkspace();
  const [q, setQ] = useState(search);
  const [provider, setProvider] = useState<Provider | "">("");
  const [own, setOwn] = useState(!asked);
  const [editing, setEditing] = useState<PricedModel | "new" | null>(null);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (asked) place.current?.querySelector("input")?.focus();
  }, [asked]);
  const query = { q, own, limit: 25, ...(provider === "" ? {} : { provider }) };
  const prices = useInfiniteQuery({
    queryKey: ["get", pricesPath, params, query],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) =>
      got(
        await client.GET(pricesPath, {
          params: { ...params, query: { ...query, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: (before) => before,
  });
  if (prices.isPending) return <Loading rows={3} />;
  if (prices.isError) return <ErrorState error={prices.error} onRetry={() => void prices.refetch()} />;
  const [first] = prices.data.pages;
  const items = prices.data.pages.flatMap((page) => page.items);
  const set = (
    <Button variant="default" leftSection={<Plus />} onClick={() => setEditing("new")}>
      {t("models.addPrice")}
    </Button>
  );
  return (
    <div ref={place} className={classes.part}>
      <Section
        title={t("models.prices")}
        text={
          first &&
          t("models.pricesText", {
            euros: euros(first.euros_per_dollar),
            name: first.source.name,
            version: first.source.version,
            date: date(first.source.as_of),
          })
        }
        actions={set}
      >
        <div className={classes.filters}>
          <TextInput
            aria-label={t("models.search")}
            placeholder={t("models.search")}
            type="search"
            value={q}
            onChange={(event) => {
              setQ(event.currentTarget.value);
              setOwn(false);
            }}
          />
          <Choice
            label={t("models.provider")}
            value={provider}
            options={[
              { value: "", label: t("models.allProviders") },
              ...providers.map((one) => ({ value: one, label: t(`models.providers.${one}`) })),
            ]}
            onChange={(one) => {
              setProvider(one as Provider | "");
              setOwn(false);
            }}
          />
          <Checkbox
            label={t("models.onlyOwn")}
            checked={own}
            onChange={(event) => setOwn(event.currentTarget.checked)}
          />
        </div>
        {items.length === 0 ? (
          <EmptyState title={t(own ? "models.noOwn" : "models.noPrices")} text={t("models.noPricesText")} />
        ) : (
          <div>
            <Table className={classes.table}>
              <Table.Thead>
                <Table.Tr>
                  {(["model", "read", "write", "cached"] as const).map((one) => (
                    <Table.Th key={one} data-figure={one === "model" ? undefined : one}>
                      {t(`models.columns.${one}`)}
                    </Table.Th>
                  ))}
                  <Table.Th>
                    <span className="visually-hidden">{t("models.columns.act")}</span>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((one) => {
                  const price = one.own ?? one.listed;
                  return (
                    <Table.Tr key={`${one.provider}:${one.model}`}>
                      <Table.Td>
                        <bdi className={classes.model}>{one.model}</bdi>{" "}
                        {one.own && <span className={classes.mark}>{t("models.own")}</span>}
                        <div className={classes.quiet}>{t(`models.providers.${one.provider}`)}</div>
                      </Table.Td>
                      <Table.Td data-figure="read">{price && dollars(price.read)}</Table.Td>
                      <Table.Td data-figure="write">{price && dollars(price.write)}</Table.Td>
                      <Table.Td data-figure="cached">{price?.cached ? dollars(price.cached) : "–"}</Table.Td>
                      <Table.Td>
                        <IconButton
                          label={t("models.edit", { model: one.model })}
                          onClick={() => setEditing(one)}
                        >
                          <Pencil />
                        </IconButton>
                      </Table.Td>
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            </Table>
          </div>
        )}
        {prices.hasNextPage && (
          <Button
            variant="default"
            size="sm"
            mt="sm"
            loading={prices.isFetchingNextPage}
            onClick={() => void prices.fetchNextPage()}
          >
            {t("models.more")}
          </Button>
        )}
      </Section>
      {editing !== null && (
        <PriceDialog of={editing === "new" ? null : editing} model={q} onClose={() => setEditing(null)} />
      )}
    </div>
  );
}
