import { fileURLToPath } from 'node:url'
import type { PhotoJob } from '../client/submit-photos.ts'

const PHOTOS = fileURLToPath(new URL('../../../../examples/photos/', import.meta.url))
const photos = (...names: string[]): string[] => names.map((name) => `${PHOTOS}${name}`)

export type DemoJob = PhotoJob & {
  /** What the instruction asks for. */
  readonly durationMs: number
}

/** Real photos in all the formats that matter (HEIC as phones make it, PNG, WebP, JPEG) and three ways to ask. */
export const DEMO_JOBS: readonly DemoJob[] = [
  {
    reference: 'morning-coffee',
    instruction: 'turn these images into a smooth 8-second video with transitions, add a title "Morning coffee"',
    language: 'en',
    files: photos('coffee.heic', 'chelsea.webp', 'coins.jpg'),
    durationMs: 8_000,
  },
  {
    reference: 'ride-and-rocket',
    instruction: 'make a 6-second 16:9 video of these photos with crossfades',
    language: 'en',
    files: photos('motorcycle_left.jpg', 'rocket.jpg'),
    durationMs: 6_000,
  },
  {
    reference: 'zaoan-kafei',
    instruction: '用这些图片制作一个10秒的视频，加入转场，背景音乐音量35%，标题“早安咖啡”',
    language: 'zh',
    files: photos('coffee.png', 'coffee.jpg', 'coins.jpg'),
    durationMs: 10_000,
  },
]
