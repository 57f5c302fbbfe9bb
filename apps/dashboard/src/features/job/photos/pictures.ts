import type { Job } from '@nemo-batch/sdk'

export type Picture = Job['media'][number] & {
  readonly stepIndex: number
  /** Among all of the job: it stands in the address. */
  readonly place: number
  /** Among those of its step, counted from 0. */
  readonly at: number
  readonly kind: 'photo' | 'clip' | 'sound'
}

const CLIPS = ['mp4', 'mov', 'avi', 'webm', 'mkv']
const SOUNDS = ['mp3', 'wav', 'm4a', 'aac']
/** Photos that every browser shows as they are. */
const SHOWN_AS_THEY_ARE = ['jpg', 'jpeg', 'png', 'gif', 'webp']

/** All that the job works with, step by step. */
export const picturesOf = (steps: Job['steps']): readonly Picture[] =>
  steps
    .flatMap((step) => step.media.map((media, at) => ({ ...media, stepIndex: step.index, at, kind: kindOf(media) })))
    .map((picture, place) => ({ ...picture, place }))

/** Of a clip and an unknown kind of photo there is only what the service makes of it. */
export const isShownAsItIs = ({ filename }: Pick<Picture, 'filename'>): boolean =>
  SHOWN_AS_THEY_ARE.includes(extensionOf(filename))

/**
 * The photo that a segment of the timeline shows, by its name: files go to the provider under their step and their number
 * in it, HEIC as JPEG.
 */
export function pictureOfSegment(name: string, pictures: readonly Picture[]): Picture | undefined {
  const stem = stemOf(name)
  const [, step, number, bare = stem] = /^(?:step(\d{1,3})-)?(\d{1,4})-(.*)$/s.exec(stem) ?? []
  const named = pictures.filter(({ filename }) => filename !== null && [stem, bare].includes(stemOf(filename)))
  const isSent = ({ at, stepIndex }: Picture): boolean =>
    Number(number) === at + 1 && (step === undefined ? 1 : Number(step)) === stepIndex + 1
  return named.find(isSent) ?? named[0]
}

function kindOf({ filename }: Job['media'][number]): Picture['kind'] {
  const extension = extensionOf(filename)
  return CLIPS.includes(extension) ? 'clip' : SOUNDS.includes(extension) ? 'sound' : 'photo'
}

const extensionOf = (filename: string | null): string =>
  /\.([a-z0-9]{1,5})$/i.exec(filename ?? '')?.[1]?.toLowerCase() ?? ''
const stemOf = (filename: string): string => filename.replace(/\.[a-z0-9]{1,5}$/i, '').toLowerCase()
