import type { DirectionReader } from './direction-reader.ts'

/** Places on a screen. Some are words of content too: alone they make no direction. */
const PLACE = String.raw`(?:time-?line|time line|preview (?:window|panel|pane|area|player|monitor)|player|editor|work-?space|canvas|tool-?bar|side-?bar|panels?|tabs?|menus?|drop-?down|dialogs?|pop-?up|buttons?|icons?|sliders?|handles?|playhead|settings|inspector|media (?:library|bin|pool)|dashboard|browser|web ?site|app|account|billing|subscriptions?|balance|check-?box|web ?page|(?:account|billing|pricing|plans?|profile|payment|project|top-?up) page|shortcuts?|[\uE001\uE002])`
const CONTROL = '(?:export|download|render|save|share|publish|preview|play)'
const MADE =
  '(?:(?:final|finished|full|whole|hd|new|rendered|completed) )?(?:video|file|mp4|clip|project|result|results|draft|movie|reel|version|edit|changes|work)'
const YOURS = `(?:it|them|this|that|everything|(?:the|your|my) ${MADE})`

const POINT = '(?:(?:double|right|left|single|long)[- ]?)?(?:click|tap|press|swipe|scroll|hover|drag)(?:p?ing|ging)?'
const POINT_AT = new RegExp(`^${POINT}(?![\\w'’]|-(?!and-drop(?![\\w])))`, 'i')
/** `Drag-and-drop animation`, `Tap sound`: things of a video that are called after what fingers do. */
const CALLED_SO = new RegExp(
  `^${POINT}[- ](?:(?:and|&)[- ]drop[- ])?(?:animations?|effects?|transitions?|sounds?|tracks?|noises?|styles?|motions?|danc\\w{1,4}|conference|releases?|bait|wipes?|rates?|gestures?|footage|looks?|sequences?|titles?|text|cta)(?![\\w])`,
  'i',
)
/** `Tap to shop appears`, `Press play is now the title`: a title that its quotation marks were left off from. */
const IS_SUBJECT =
  /^\S+\s(?:(?!the\b|your\b|on\b|a\b|it\b|when\b|once\b|after\b|if\b|in\b|at\b|and\b|then\b|until\b)\S+\s){0,3}(?:is|are|was|were|added|moved|removed|placed|opens|starts|ends|closes|appears?|fades?|slides?|drops?|pops?|shows?|stays?|sits?|lands?|reads)\b/i

const TRY =
  '(?:take a look|open|launch|go|head|navigate|switch|jump|return|check|see|view|visit|review|look|find|locate|access|watch|play|preview|refresh|reload|use|adjust|trim|resize|edit|fine-tune|change|tweak|customi[sz]e|rearrange|reorder|move|select|choose|pick|set|hit|drop|upload|add|enter|type|toggle|enable|zoom|rename|save|continue|scrub|replace|manage|start|get|monitor|make)'
const NEXT = String.raw`(?:\s{1,3}(?:out|up|over|back|through|to|at|in|on|into|editing|adjustments?|for|around))?\s{1,3}`
const WHAT = String.raw`(?:the|your|our|its|it|this|that|them|these|those|a|an|any|each|how|[\uE000\uE001\uE002*\[]|in|on|from|via|using|with|to|under|at|into|another)`
/** Something done at a place on the screen. */
const AT_PLACE = new RegExp(`^${TRY}${NEXT}(?:${WHAT}).{0,160}?(?<![\\w])${PLACE}(?![\\w])`, 'i')
const AT_PLACE_NOW = new RegExp(
  `^(?:open|check|view|see|visit|go to|head to|use|manage)\\s{1,3}(?:up |out )?${PLACE}(?![\\w])`,
  'i',
)
/** What a person sees there is told, not directed. */
const SEES_MORE =
  /^(?:see|find|hear|notice)\s{1,3}(?!it\b|them\b|this\b|that\b|the\b|your\b|everything\b|how\b|\S{0,3}[\uE000-\uE002])/i
/** `Open on the skyline`, `Add a title with a button`: what is in the picture. */
const IN_PICTURE =
  /^(?:open|start)\s{1,3}(?:on|with|in|at|from|to)\b|^(?:add|make|get|set|start)\s{1,3}(?!.{0,120}(?:timeline|editor|panel|tab|menu|toolbar|sidebar|settings|media library)\b)/i

const COMPLETE: readonly RegExp[] = [
  new RegExp(
    `^(?:export|download|publish)\\s{1,3}(?:${YOURS}|now|when|once|as|to|in|from|via|by|if|directly)(?![\\w])`,
    'i',
  ),
  /^(?:export|download)(?:\s{1,3}now)?[\s.!*]*$/i,
  new RegExp(`^(?:save|share|open)\\s{1,3}(?:${YOURS})(?![\\w])`, 'i'),
  new RegExp(
    `^(?:preview|play back|play|watch|scrub through)\\s{1,3}(?:${YOURS}|how|now|the (?:preview|changes|result|effect|timeline|sequence|new)|through)(?![\\w])`,
    'i',
  ),
  /^(?:log|sign)[- ]?(?:in|out|up)(?![\w])/i,
  /^(?:top[- ]?up|recharge|upgrade)(?:\s{1,3}(?:the|your|to|now|here|at|via|in|on|credits?)\b|[\s.!*]*$)/i,
  /^(?:buy|purchase|add|get)\s{1,3}(?:more\s{1,3}|additional\s{1,3}|extra\s{1,3})?credits\b/i,
  /^(?:check|view|see|review|manage)\s{1,3}(?:out\s)?(?:your|the)\s{1,3}(?:remaining\s{1,3}|current\s{1,3}|credits?\s{1,3}|account\s{1,3}|credit\s{1,3})*(?:account|billing|balance|credits|plan|subscription|usage)\b/i,
  /^(?:register|subscribe)(?:\s{1,3}(?:here|now|at|an account|for|to|with)\b|[\s.!*]*$)/i,
  /^(?:select|choose|pick|set)\s{1,3}(?:the\s{1,3}|your\s{1,3}|a\s{1,3}|an\s{1,3})?(?:desired\s{1,3}|preferred\s{1,3}|output\s{1,3}|export\s{1,3}|video\s{1,3}|file\s{1,3})*(?:mp4|mov|gif|\d{3,4}p|4k|format|resolution|quality|frame rate|destination|folder|export|download|option)\b/i,
  /^hit\s{1,3}(?:the\s{1,3})?\W{0,3}(?:export|download|save|share|play|render|space)/i,
  /^(?:follow|complete)\s{1,3}(?:these|the|this)\s{1,3}(?:simple\s{1,3}|quick\s{1,3}|following\s{1,3}|on-?screen\s{1,3})?(?:steps|instructions|prompts)/i,
  new RegExp(
    `^here(?:['’]s| is| are).{0,30}\\b(?:how|steps).{0,15}\\b(?:${CONTROL}|view|watch|open|get)(?![\\w])`,
    'i',
  ),
  /^how to (?:export|download|preview|open|view|share|save|publish|get (?:the|your))\b/i,
  /^(?:file|menu|settings|account|project|export|profile)\s{0,3}(?:>|→|›|»|->)\s{0,3}\w/i,
  /^(?:go|head|navigate)\s{1,3}(?:over\s{1,3})?to\s{1,3}(?:.{0,60}(?:>|→|›|»|->)|\W{0,3}(?:file|export|settings|account|billing)\b)/i,
  /^continue\s{1,3}(?:editing|working)\s{1,3}(?:on it\s{1,3})?(?:here|there|in\b|at\b|on\b)/i,
  /^(?:do not|don['’]t) close\b/i,
  /^undo\b.{0,40}\b(?:ctrl|cmd|command)\b/i,
  /^(?:wait|give it)\b.{0,30}\b(?:export|download|render|progress|page|loading|load)\b/i,
]

/** Said of things instead of people. */
const STATED: readonly RegExp[] = [
  new RegExp(
    `\\bcan(?: (?:now|also|then|easily))? be (?:previewed|viewed|exported|downloaded|found|seen|played|watched|adjusted|edited|opened|accessed|reviewed|checked|changed)\\b.{0,40}\\b(?:in|on|from|via|through|under|at|with|using)\\b.{0,40}${PLACE}(?![\\w])`,
    'i',
  ),
  /\b(?:can now|is ready to) be (?:exported|downloaded|previewed)[\s.!*]*$/i,
  new RegExp(
    `^(?:the|an?|your)?\\s{0,3}[*_]{0,3}${CONTROL}[*_]{0,3}\\s{1,3}(?:button|icon|option|menu|tab|panel|link)\\s{1,3}(?:is|sits|in|at|on|will|can|appears (?:in|at|on))\\b`,
    'i',
  ),
  new RegExp(
    `^(?:an?|the|your)?\\s{0,3}(?:live |full |quick )?preview (?:is|should be|will be|appears)\\b.{0,40}${PLACE}`,
    'i',
  ),
  /^(?:the )?(?:link|editor|project|workspace|open|edit|preview|view)?[\s:*[\]]{0,8}\uE002{4}/iu,
  /^[^\uE002]{0,60}\b(?:open|edit|view|preview|continue|manage|access|see|register|here|editor)\b[^\uE002]{0,40}\uE002{4}/iu,
]
const ADDRESSED =
  /\bcan\b|\byou\b|^(?:adjust|change|trim|edit|move|resize|tweak|fine-tune|start|export|download|preview|customi[sz]e|replace|remove|add|reorder)\b/i
const BY_HAND =
  /\bby\s{1,3}(?:click|tapp|press|dragg|scroll|swip|opening the|selecting the|right-click|double-click)(?:ing)?\b/i
const OF_OTHERS = /\b(?:I|we|I['’]ve|viewers?|users?|customers?|he|she|they|man|woman|girl|boy|hand|finger)\b/

const MODAL =
  '(?:can|could|may|might|should|must|will|want|need|have|only|just|simply|also|now|then|always|either|still|be|able|to|do|like|first|easily|directly|quickly|even|both|continue|keep|try)'
const YOU = `(?:all )?you(?:['’](?:ll|d|re))?(?: ${MODAL}(?![\\w'’]))*`
const OPENING = String.raw`and|then|so|but|or|also|now|next|first|second|third|finally|lastly|afterwards?|after that|from there|please|kindly|just|simply|otherwise|alternatively|remember to|don['’]t forget to|make sure (?:to|you)|be sure to|feel free to|go ahead and|(?:in order )?to|try|(?:whenever|when|once) (?:you['’]re |you are )?(?:ready|happy|done|satisfied|finished)|tip|pro tip|note|hint|reminder|next step|step \d{1,2}|let['’]s|ready to|want to|is to|for that`
const OPENER = new RegExp(
  `^(?:[\\s*_~>#•·,:!✓✔\\[(-]{1,10}|(?:\\p{Extended_Pictographic}[\\uFE0F\\u200D]{0,2}){1,5}|\\d{1,2}[.)]\\s|(?:${YOU}|${OPENING})(?![\\w'’-]))`,
  'iu',
)

/** Where, within a sentence, something is joined on by a word alone that may be a direction. */
export const ENGLISH_JOINT = `(?:and|then|so|or|but)\\s(?:(?:then|please|now|just|simply|also)\\s){0,2}(?:${POINT}|${YOU}|export|download|preview|open|check|hit|go to|head to)(?![\\w'’-])|(?:and|so)\\s(?:(?:I|it|we)(?![\\w])|(?:the|your) \\w{1,20} (?:will|is|are|has)(?![\\w]))|to (?:preview|review|watch|view)\\s(?:it |them |everything )?(?:in|on)\\s`

function withoutOpeners(clause: string): string {
  let rest = clause
  for (let count = 0; count < 16; count++) {
    const shorter = rest.replace(OPENER, '')
    if (shorter === rest) break
    rest = shorter
  }
  return rest.trimStart()
}

function isDirection(clause: string): boolean {
  if (STATED.some((pattern) => pattern.test(clause.trimStart())) && !OF_OTHERS.test(clause)) return true
  const rest = withoutOpeners(clause)
  if (POINT_AT.test(rest)) return !CALLED_SO.test(rest) && !IS_SUBJECT.test(rest)
  if (COMPLETE.some((pattern) => pattern.test(rest))) return !IS_SUBJECT.test(rest)
  if (AT_PLACE_NOW.test(rest)) return true
  if (AT_PLACE.test(rest)) return !SEES_MORE.test(rest) && !IN_PICTURE.test(rest)
  return (
    BY_HAND.test(clause) &&
    ADDRESSED.test(rest === clause.trimStart() ? rest : `you ${rest}`) &&
    !OF_OTHERS.test(clause)
  )
}

const GOES_ON: readonly RegExp[] = [
  /^(?:and |then |or |and then |before |after )?(?:choos|select|pick|set|sav|download|export|shar|wait|enter|confirm|follow|hit|nam|releas|let go|press|click|log|sign|publish)(?:e|s|ing|ting)?\b(?! (?:is|was|are)\b)/i,
  /^(?:and |then |or )?(?:you(?:['’](?:re|ll)| are| can| will)|it(?:['’]ll| will))\b.{0,40}\b(?:sav|download|export|start|open|appear|pop|render|ready|good to go|all set|done|pick|choose|find it|see it|get it|share)/i,
  /^(?:and |then )?(?:the|your) (?:\w{1,12} )?(?:video|file|download|export|mp4|browser|rendering|render|dialog|menu|panel|player|page)\b.{0,40}\b(?:will|downloads?|starts?|begins?|opens?|appears?|saved?)\b/i,
  /^(?:which|that|it|this|the button|you['’]ll find it)?(?:['’]s| is| sits)?\s{0,2}(?:located |right )?(?:in|at|on|next to|under|near|above|below) the\b.{0,40}\b(?:corner|top|bottom|upper|lower|toolbar|tool-?bar|panel|menu|sidebar|screen|page|button)\b/i,
  /^(?:so|if|when|whenever|once|after|before|until|as soon as|in case)\b.{0,12}\b(?:you|everything)\b/i,
  /^that['’]s (?:it|all)\b/i,
  /^to (?:download|export|save|share|get|see|view|watch|preview|finish|start|apply|confirm)\b/i,
]

function goesOn(clause: string): boolean {
  const rest = clause.trimStart()
  return GOES_ON.some((pattern) => pattern.test(rest)) && !/\bI(?:['’]\w{1,2})?\b/.test(rest)
}

const LEADS_IN =
  /^(?:to|if|when(?:ever)?|once|after|before|for|in order to|as soon as|should you|in case|until|from|in|inside|on|at|under|using|with)(?![\w'’-])/i
const INVITES =
  /^(?:want to|need to|wish to|looking to|would you like to|ready to|not happy|happy with|like (?:it|what)|want a|running low|run out|out of credits)\b.{0,80}\?/i
const SCREEN = new RegExp(`${PLACE}(?![\\w])`, 'i')

function leadsIn(clause: string): boolean {
  const rest = clause.replace(/^[\s*_#>•-]{1,10}/, '').replace(/^(?:and|then|but|so|now|next|finally),?\s/i, '')
  if (/\bI(?:['’]\w{1,2})?\b/.test(rest)) return false
  if (/^(?:in|inside|on|at|under|from|using|with)\b/i.test(rest)) return SCREEN.test(rest)
  return (
    LEADS_IN.test(rest) ||
    INVITES.test(rest) ||
    /^(?:next|now|then|finally|first|lastly|otherwise|alternatively|please|if not|if so|when ready)[\s.!]{0,3}$/i.test(
      rest,
    )
  )
}

const announces = (clause: string): boolean =>
  /^(?:[\s*_#>-]|\p{Extended_Pictographic}|\uFE0F){0,12}(?:how to|to |next|what['’]s next|what to do|tips?\b|pro tip|note\b|hints?\b|reminder|steps?\b|export|download|preview|here(?:['’]s| is| are)|follow|please|in the editor|quick|now\b|then\b|finally\b|account|billing|editor|your project|project|link|open|edit)/iu.test(
    clause,
  ) && clause.split(/\s{1,5}/).length <= 9

export const ENGLISH: DirectionReader = { isDirection, goesOn, leadsIn, announces }
