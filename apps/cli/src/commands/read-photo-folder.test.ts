import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readPhotoFolder } from './read-photo-folder.ts'
import { fileNameOf } from './submit.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'photos-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function givenFiles(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), 'x')
  }
}
const planned = async (together = false) =>
  (await readPhotoFolder(folder, together)).map((job) => [
    job.reference,
    job.files.map((file) => path.relative(folder, file)),
  ])

describe('a folder of photos', () => {
  it('is a job for each sub-folder, its photos in name order, numbers as numbers', async () => {
    await givenFiles('b/10.jpg', 'b/9.JPG', 'b/notes.txt', 'a/x.heic', 'empty/readme.md', '.git/x.jpg')
    expect(await planned()).toEqual([
      ['a', ['a/x.heic']],
      ['b', ['b/9.JPG', 'b/10.jpg']],
    ])
  })

  it('without sub-folders is a job for each photo', async () => {
    await givenFiles('cup.jpg', 'dog.webp', 'Thumbs.db', '.hidden.jpg')
    expect(await planned()).toEqual([
      ['cup', ['cup.jpg']],
      ['dog', ['dog.webp']],
    ])
  })

  it('gives photos that differ in their ending alone different references', async () => {
    await givenFiles('cup.jpg', 'cup.png')
    expect((await planned()).map(([reference]) => reference)).toEqual(['cup.jpg', 'cup.png'])
  })

  it('is one job of all photos when they belong together', async () => {
    await givenFiles('1.jpg', '2.jpg')
    expect(await planned(true)).toEqual([[path.basename(folder), ['1.jpg', '2.jpg']]])
  })

  it('is refused when it holds nothing to do', () => expect(planned()).rejects.toThrow(/holds no photos/))

  it('is refused when photos lie beside sub-folders, rather than leaving some out', async () => {
    await givenFiles('1.jpg', 'a/2.jpg')
    await expect(planned()).rejects.toThrow(/beside them/)
  })

  it('is refused when a job would have more photos than it takes', async () => {
    await givenFiles(...Array.from({ length: 101 }, (_, index) => `a/${index}.jpg`))
    await expect(planned()).rejects.toThrow(/a has 101 files; a job takes 100/)
  })
})

describe('a downloaded video', () => {
  it.each([
    ['SKU 1', 'SKU 1'],
    ['../../etc/passwd', '__.._etc_passwd'],
    ['早安咖啡', '早安咖啡'],
    ['..', '_'],
  ])('of %s is called %s', (reference, name) => expect(fileNameOf(reference)).toBe(name))
})
