/** Addresses that somebody pasted: one job a line; several photos of one stand between spaces, commas, `|` or tabs. */
export function readUrls(text: string): readonly (readonly string[])[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.split(/[\s|]+|,(?=\s*https?:)/).filter((part) => part !== ''))
    .filter((line) => line.length > 0)
}

/** Only what such an address may be a link to. */
export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

/** The name of the file that it leads to, for a reference. */
export function nameInUrl(url: string): string {
  if (!URL.canParse(url)) return ''
  const last = new URL(url).pathname.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}
