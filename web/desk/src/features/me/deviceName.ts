/** Browser and system in a few words: enough to tell "my phone" from "not me". */
export function deviceName(agent: string | null): string {
  const found = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(agent ?? ""))?.[1];
  const browser = found([
    [/Edg\//, "Edge"],
    [/Firefox\//, "Firefox"],
    [/Chrome\//, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  const system = found([
    [/iPhone|iPad/, "iOS"],
    [/Android/, "Android"],
    [/Windows/, "Windows"],
    [/Mac OS/, "macOS"],
    [/Linux/, "Linux"],
  ]);
  return [browser, system].filter(Boolean).join(" · ") || agent?.slice(0, 60) || "–";
}
