import type { Got } from "@/api/types";

export const actionsPath = "/api/v1/workspaces/{workspace}/actions";
export const assistantsPath = "/api/v1/workspaces/{workspace}/assistants";
export const actionPath = "/api/v1/workspaces/{workspace}/actions/{action}";
export type Actions = Got<typeof actionsPath>;
export type Action = Actions["actions"][number];
export type Declared = Omit<NonNullable<Action["declared"]>, "version" | "headers_mark">;

/** Whether an assistant may use an action, and when it begins, with the version it was read in. */
export interface Use {
  name: string;
  allowed: boolean;
  intents: string[];
  phrases: string[];
  version: string;
}
export const usageOf = ({ name, allowed, intents, phrases, version }: Action): Use => ({
  name,
  allowed,
  intents,
  phrases,
  version,
});

/** An HTTP action as it is written. A header's value that is kept goes with the mark of what is kept. */
export interface Writing extends Omit<Declared, "headers"> {
  headers: { name: string; value: string | null; mark: string }[];
  version: string;
}
/** The version of what is not declared yet. */
const notYet = "new";
export const writingOf = ({
  version,
  headers_mark,
  headers,
  ...rest
}: NonNullable<Action["declared"]>): Writing => ({
  ...rest,
  headers: headers.map((name) => ({ name, value: null, mark: headers_mark })),
  version,
});
export const fresh: Writing = {
  title: "",
  description: "",
  method: "GET",
  url: "https://",
  parameters: { type: "object", properties: { number: { type: "string" } }, required: ["number"] },
  changes: false,
  seconds: 10,
  response: [],
  headers: [],
  version: notYet,
};

/** Lines that say something. */
export const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** `order.status = State`, a line each. */
export const writtenResponse = (parts: Declared["response"]): string =>
  parts.map(({ path, label }) => `${path} = ${label}`).join("\n");
export const readResponse = (text: string): Declared["response"] =>
  linesOf(text).map((line) => {
    const at = line.indexOf("=");
    const path = at < 0 ? line : line.slice(0, at).trim();
    return { path, label: at < 0 ? line : line.slice(at + 1).trim() };
  });

/** `Name: value`, a line each; a name alone keeps the value that is stored. */
export const writtenHeaders = (names: string[]): string => names.map((name) => `${name}:`).join("\n");
export const readHeaders = (text: string): { name: string; value: string | null }[] =>
  linesOf(text).map((line) => {
    const at = line.indexOf(":");
    const value = at < 0 ? "" : line.slice(at + 1).trim();
    return { name: (at < 0 ? line : line.slice(0, at)).trim(), value: value === "" ? null : value };
  });

/** An object as somebody typed it; null where it is none. */
export function readObject(text: string): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null && !Array.isArray(read)
      ? (read as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
