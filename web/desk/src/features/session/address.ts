/** What the server takes as the address of a workspace. */
export const ADDRESS = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])$/;

/** The address a name suggests: "Luci d’Inverno" is at luci-d-inverno. Empty where it has no letter of these. */
export function addressOf(name: string): string {
  return name
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, 40)
    .replace(/-$/, "");
}
