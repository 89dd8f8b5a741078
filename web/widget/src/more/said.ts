/** What the customer, or the page of them, has said of themselves: it need not be typed again. */

import type { Field } from "../types";
import { host } from "./host";

export function said(kind: Field["kind"]): string {
  if (kind === "own") return "";
  const person = host.read<Record<string, string | null>>("person");
  const asked = host.now().config.behaviour?.asked.find((field) => field.kind === kind);
  const { answers = {} } = host.read<{ answers?: Record<string, string> }>("asked") ?? {};
  return person?.[kind] || (asked && answers[asked.place]) || "";
}
