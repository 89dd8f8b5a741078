/** The nonce the server wrote into this page; styles that Mantine adds at run time must carry it. */
export function styleNonce(): string | undefined {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
  return nonce === undefined || nonce === "__CSP_NONCE__" ? undefined : nonce;
}
