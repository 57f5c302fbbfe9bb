export type Removal = 'music' | 'title' | 'transitions'

const NOUNS: Readonly<Record<Removal, RegExp>> = {
  music: /\b(?:music|bgm|soundtrack|audio|song|sound)\b|音乐|bgm|配乐|声音/i,
  title: /\b(?:titles?|headline|caption|text|heading)\b|标题|字幕|文字/i,
  transitions: /\b(?:transitions?|cross-?fades?|dissolves?)\b|转场|过渡/i,
}

const ENGLISH =
  /\b(?:remove|delete|drop|without(?:\s+any)?|no(?!\s+longer)|get\s+rid\s+of|take\s+(?:out|off|away)|mute|turn\s+off|strip|(?:do\s+not|don['’]?t)\s+(?:add|use|want|need|include|put))\b(.*?)(?=\b(?:but|then)\b|\b(?:and|,)\s*(?:add|make|put|use|set|keep|with)\b|[.;!\n]|,|$)/gi
const CHINESE = /(?:去掉|去除|删掉|删除|移除|不要|取消|关掉|关闭|无需|不加)([^，。；,;！\n但]*)/g

/** What an instruction wants taken away, and the instruction without those words, so that nothing is read twice. */
export function readRemovals(text: string): { removals: Removal[]; rest: string } {
  const removals = new Set<Removal>()
  const take = (whole: string, object: string): string => {
    const named = (Object.keys(NOUNS) as Removal[]).filter((noun) => NOUNS[noun].test(object))
    for (const noun of named) removals.add(noun)
    return named.length > 0 ? ' ' : whole
  }
  const outsideQuotes = text.split(/("[^"]*"|“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》)/)
  const rest = outsideQuotes
    .map((part, index) => (index % 2 === 1 ? part : part.replace(ENGLISH, take).replace(CHINESE, take)))
    .join('')
  if (/\bhard\s+cuts?\b|硬切/i.test(rest)) removals.add('transitions')
  return { removals: [...removals], rest }
}
