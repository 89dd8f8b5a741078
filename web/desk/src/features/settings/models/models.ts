import type { Got, Item } from "@/api/types";
import { useWords } from "@/lib/i18n";

export const keysPath = "/api/v1/workspaces/{workspace}/model-keys";
export const keyPath = `${keysPath}/{model_key_id}` as const;
export const modelsPath = "/api/v1/workspaces/{workspace}/assistants/{assistant}/draft/models";
export const assistantsPath = "/api/v1/workspaces/{workspace}/assistants";
export const budgetPath = "/api/v1/workspaces/{workspace}/budget";
export const spendingPath = "/api/v1/workspaces/{workspace}/spending";
export const pricesPath = "/api/v1/workspaces/{workspace}/model-prices";

export type ModelKey = Item<Got<typeof keysPath>>;
export type Provider = ModelKey["provider"];
export type Models = Got<typeof modelsPath>;
export type Link = Models["chain"][number];
export type Known = Models["known"][number];
export type Budget = Got<typeof budgetPath>;
export type Spending = Got<typeof spendingPath>;
export type Prices = Got<typeof pricesPath>;
export type PricedModel = Item<Prices>;

export const providers = ["openai", "anthropic", "openrouter", "azure", "compatible"] as const;
export const routings = ["no_key_first", "cheap_then_strong", "model_always"] as const;
export const mostModels = 3;

/** A model of each provider that answers well for little, as its provider writes it. */
export const examples: Record<Provider, string> = {
  openai: "gpt-5-mini",
  anthropic: "claude-haiku-4-5",
  openrouter: "anthropic/claude-haiku-4.5",
  azure: "gpt-5-mini",
  compatible: "qwen3:8b",
};

/** Whose key it is, as far as its first letters tell. */
export function providerOf(key: string): Provider | null {
  const written = key.trim();
  if (written.startsWith("sk-ant-")) return "anthropic";
  if (written.startsWith("sk-or-")) return "openrouter";
  return written.startsWith("sk-") ? "openai" : null;
}

/** An amount as people write it, with a comma or a point: its number, null where there is none, NaN where it is none. */
export function amountOf(written: string): number | null {
  const text = written.trim().replace(/\s|€|\$/g, "");
  if (text === "") return null;
  return /^\d{1,7}([.,]\d{1,9})?$/.test(text) ? Number(text.replace(",", ".")) : Number.NaN;
}

/** Whether both are the same model, asked with the same key. */
export function sameLink(one: Link, other: Link): boolean {
  return one.model_key_id === other.model_key_id && one.model === other.model;
}

/** What is in place `from` stands in place `to`. */
export function moved<One>(all: readonly One[], from: number, to: number): One[] {
  const next = [...all];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** Amounts in the reader's language: cents where there are euros, more places where there are none. */
export function useMoney() {
  const { language } = useWords();
  const format = (currency: "EUR" | "USD") => (amount: number | string) => {
    const value = Number(amount);
    const digits =
      value === 0 || value >= 0.01
        ? { minimumFractionDigits: 2, maximumFractionDigits: value < 1 ? 3 : 2 }
        : { maximumSignificantDigits: 2 };
    return new Intl.NumberFormat(language, { style: "currency", currency, ...digits }).format(value);
  };
  return { euros: format("EUR"), dollars: format("USD") };
}

/** An amount as it is written into a field. */
export function useWritten() {
  const { language } = useWords();
  return (amount: string | number | null) =>
    amount === null
      ? ""
      : new Intl.NumberFormat(language, { maximumFractionDigits: 9, useGrouping: false }).format(
          Number(amount),
        );
}
