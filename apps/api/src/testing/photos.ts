import { readFile } from 'node:fs/promises'

const FOLDER = new URL('../../../../examples/photos/', import.meta.url)

export const photo = async (name: string): Promise<File> => new File([await readFile(new URL(name, FOLDER))], name)

export type FormPart = readonly [name: string, value: string | File]

/** A form of parts in the given order. */
export function formOf(...parts: FormPart[]): FormData {
  const form = new FormData()
  for (const [name, value] of parts) form.append(name, value)
  return form
}
