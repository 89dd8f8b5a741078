/** A random UUID: every blob's address ends with one, also on pages over plain http, where crypto.randomUUID is missing. */

export function newId(): string {
  const address = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(address);
  return address.slice(-36);
}
