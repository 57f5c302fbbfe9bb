/** Stands for what is quoted: words of a title, of code. What they say is content, whatever it sounds like. */
const QUOTED = '\uE000'
/** Stands for an address. */
const ADDRESS = '\uE001'
/** Stands for an address of the editor's own. */
export const EDITOR_ADDRESS = '\uE002'

const URL = /https?:\/\/[^\s<>"“”「」《》）)\]，。；！？]{1,2000}/giu
const EDITOR =
  /^https?:\/\/(?:[\w-]{1,60}\.){0,5}nemovideo\.(?:com|ai)(?![\w.-])|\/(?:workspace|editor|timeline)(?![\w-])/i
const FILE = /\.(?:mp4|mov|webm|gif|jpe?g|png|webp|mp3|wav|m4a)(?:[?#]|$)/i
const QUOTES =
  /"[^"\n]{1,400}"|“[^“”\n]{1,400}”|「[^「」\n]{1,400}」|『[^『』\n]{1,400}』|《[^《》\n]{1,400}》|`[^`\n]{1,400}`|(?<![\p{L}\p{N}])['‘][^'‘’\n]{1,120}['’](?![\p{L}\p{N}])/gu
/** The name of a control, which people put into quotation marks too. */
const CONTROL =
  /^.(?:export|download|save|share|publish|render|preview|play|account|billing|settings|导出|下载|保存|分享|发布|渲染|预览|播放|完成|设置)(?: (?:video|now|button|mp4)|视频|成片|按钮)?.$/iu
/** A link of Markdown: its words are judged, its address is not seen as words in brackets. */
const LINK_TARGET = /\]\([^()\s]{1,2000}\)/g

/** The text with quotations and addresses made unreadable; as long as it was, so that places in it stay what they were. */
export function mask(text: string): string {
  return text
    .replace(LINK_TARGET, (link) => `]${signOf(link.slice(2, -1)).repeat(link.length - 1)}`)
    .replace(URL, (url) => signOf(url).repeat(url.length))
    .replace(QUOTES, (quote) => (CONTROL.test(quote) ? ` ${quote.slice(1, -1)} ` : QUOTED.repeat(quote.length)))
}

const signOf = (url: string): string => (EDITOR.test(url) && !FILE.test(url) ? EDITOR_ADDRESS : ADDRESS)
