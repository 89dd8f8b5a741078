/** Black or white, whichever reads better on a colour given as #rgb or #rrggbb: at least 4.5 to 1 on any. */

export function readableOn(hex: string): "#000" | "#fff" {
  const wide = hex.length < 5 ? hex.replace(/\w/g, "$&$&") : hex;
  const part = (at: number, weight: number) => weight * (+`0x${wide.slice(at, at + 2)}` / 255) ** 2.2;
  return part(1, 0.2126) + part(3, 0.7152) + part(5, 0.0722) > 0.179 ? "#000" : "#fff";
}
