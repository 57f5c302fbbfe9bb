import type { Change } from './apply-instruction.ts'

const seconds = (ms: number): string => String(Math.round(ms / 100) / 10)
const percent = (volume: number): string => `${Math.round(volume * 100)}%`

const ENGLISH: { [K in Change['kind']]: (change: Extract<Change, { kind: K }>) => string } = {
  built: (change) => `I arranged ${change.pictures} pictures in a ${seconds(change.durationMs)}-second video.`,
  length: (change) => `The video is ${seconds(change.durationMs)} seconds long now.`,
  transitions: (change) => `The pictures cross-fade into each other in ${seconds(change.transitionMs)} seconds.`,
  music: (change) => `${change.name} plays in the background at ${percent(change.volume)}.`,
  title: (change) => `The title says "${change.text}".`,
  title_size: () => 'I changed the size of the title.',
  shape: (change) => `The canvas is ${change.width}x${change.height} now.`,
  reversed: () => 'I reversed the order of the pictures.',
  added: (change) => `I added ${change.pictures} more pictures at the end.`,
  removed: (change) => `I removed the ${change.what}.`,
  noted: () => 'I adjusted the mood of the video a little.',
}
const CHINESE_NOUNS = { music: '音乐', title: '标题', transitions: '转场' } as const
const CHINESE: { [K in Change['kind']]: (change: Extract<Change, { kind: K }>) => string } = {
  built: (change) => `已用${change.pictures}张图片制作${seconds(change.durationMs)}秒的视频。`,
  length: (change) => `视频时长现在是${seconds(change.durationMs)}秒。`,
  transitions: (change) => `图片之间使用${seconds(change.transitionMs)}秒的淡入淡出转场。`,
  music: (change) => `背景音乐为${change.name}，音量${percent(change.volume)}。`,
  title: (change) => `标题为“${change.text}”。`,
  title_size: () => '已调整标题大小。',
  shape: (change) => `画面尺寸现在是${change.width}x${change.height}。`,
  reversed: () => '已颠倒图片顺序。',
  added: (change) => `已在结尾添加${change.pictures}张图片。`,
  removed: (change) => `已去掉${CHINESE_NOUNS[change.what]}。`,
  noted: () => '已稍微调整视频的风格。',
}

const say = <K extends Change['kind']>(
  phrases: { [P in Change['kind']]: (change: Extract<Change, { kind: P }>) => string },
  change: Extract<Change, { kind: K }>,
): string => (phrases[change.kind] as (change: Extract<Change, { kind: K }>) => string)(change)

/** What the provider would say, a paragraph each. The last one speaks of buttons, because the real one does. */
export function describeChanges(changes: readonly Change[], language: 'en' | 'zh'): string[] {
  const phrases = language === 'zh' ? CHINESE : ENGLISH
  const closing =
    language === 'zh'
      ? '你可以在时间线中预览，满意后点击导出按钮。'
      : 'You can preview it in the timeline, then click Export when you are happy with it.'
  return [...changes.map((change) => say(phrases, change)), closing]
}
