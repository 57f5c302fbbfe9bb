/** What the service lets style elements of this page be known by; the rest of the page has none. */
export const readNonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
