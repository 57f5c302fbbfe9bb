import { isChinese } from '../language.ts'
/** The sentences of advice in one language; `step` counts from one, and is null when there is only one. */
export type AdviceWords = {
  readonly vagueInstruction: (step: number | null) => string
  readonly mixedRatios: (narrowest: string, widest: string) => string
  readonly smallPhotos: (small: number, all: number, belowPixels: number) => string
}

const ENGLISH: AdviceWords = {
  vagueInstruction: (step) =>
    `The instruction${step === null ? '' : ` of step ${step}`} does not say what to do. Concrete ones work better: how long the ` +
    'video is to be, which transitions, titles and music, such as "turn these images into a smooth 15-second video with transitions".',
  mixedRatios: (narrowest, widest) =>
    `The photos' aspect ratios go from ${narrowest} to ${widest}. Transitions are smoother between similar ones: crop the ` +
    'photos to one ratio, or put upright and lying ones into jobs of their own.',
  smallPhotos: (small, all, belowPixels) =>
    `${small} of ${all} photos have fewer than ${belowPixels} pixels on their longer side. Fewer, larger photos make smoother motion.`,
}

const CHINESE: AdviceWords = {
  vagueInstruction: (step) =>
    `${step === null ? '指令' : `第 ${step} 步的指令`}没有说明具体要做什么。写得具体效果更好：时长、转场、标题、音乐，` +
    '例如“把这些图片做成一段15秒的流畅视频，加上转场”。',
  mixedRatios: (narrowest, widest) =>
    `照片的宽高比从 ${narrowest} 到 ${widest}，相差较大。比例相近的照片转场更流畅：请把照片裁成同一比例，或把竖图和横图分成不同的任务。`,
  smallPhotos: (small, all, belowPixels) =>
    `${all} 张照片中有 ${small} 张的长边不足 ${belowPixels} 像素。照片少一些、大一些，动态会更流畅。`,
}

/** Chinese for any `zh…` language, English for all others. */
export const adviceWordsFor = (language: string): AdviceWords => (isChinese(language) ? CHINESE : ENGLISH)
