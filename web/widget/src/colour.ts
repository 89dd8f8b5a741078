/** Black or white, whichever reads better on a colour given as #rrggbb (the server takes no other): at least 4.5 to 1 on any. */

export function readableOn(hex: string): "#000" | "#fff" {
  const part = (at: number, weight: number) => weight * (+`0x${hex.slice(at, at + 2)}` / 255) ** 2.2;
  return part(1, 0.21) + part(3, 0.72) + part(5, 0.07) > 0.179 ? "#000" : "#fff";
}
