import type { Grouping } from './draft.ts'

/** @param path with its folders, when the browser gives them */
export type Photo = { readonly key: string; readonly path: string }
export type PhotoGroup = { readonly group: string; readonly reference: string; readonly keys: readonly string[] }

/** What stands behind a name to tell one side of a product from another; those that shall be seen first come first. */
const VIEWS = [
  ...['main', 'front', 'hero', 'cover', '主图', '正面'],
  ...[
    'side',
    'left',
    'right',
    'top',
    'back',
    'rear',
    'bottom',
    'detail',
    'closeup',
    'close-up',
    'zoom',
    'alt',
    'inside',
  ],
  ...['侧面', '左', '右', '背面', '顶部', '底部', '细节'],
]
/** What cameras and people call everything: a number behind it tells products apart, not sides of one. */
const SAYS_NOTHING = /^(img|dsc|dscf|dscn|pxl|photo|image|picture|pic|screenshot|scan|mvimg|vid|微信图片|图片|照片)$/i

const VIEW = `(?:${VIEWS.join('|')}|[a-z]|\\d{1,2})`
const BEHIND = new RegExp(`^(.+?)(?:[-_. ]+${VIEW}(?:[-_. ]*\\d{1,2})?|\\s*\\(\\d{1,3}\\))$`, 'iu')
const ALONE = new RegExp(`^${VIEW}(?:[-_. ]*\\d{1,2})?$`, 'iu')
const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/**
 * Photos as jobs: one each, those of one product together by their names (`1042-front.jpg` and `1042-b.jpg` are 1042, as
 * are `1042/1.jpg` and `1042/2.jpg`), or all in one. References are different from each other.
 */
export function groupPhotos(photos: readonly Photo[], grouping: Grouping): readonly PhotoGroup[] {
  const groups = new Map<string, { reference: string; photos: Photo[] }>()
  for (const photo of photos) {
    const { group, reference } = placeOf(photo, grouping)
    const found = groups.get(group)
    if (found === undefined) groups.set(group, { reference, photos: [photo] })
    else found.photos.push(photo)
  }
  const taken = new Set<string>()
  return [...groups].map(([group, { reference, photos: members }]) => ({
    group,
    reference: distinct(reference, taken),
    keys: (grouping === 'name' ? members.toSorted(inOrderOfViews) : members).map(({ key }) => key),
  }))
}

function placeOf({ key, path }: Photo, grouping: Grouping): { readonly group: string; readonly reference: string } {
  const folders = path.split('/')
  const stem = (folders.pop() ?? '').replace(/\.[^.]+$/, '').normalize('NFC')
  if (grouping === 'all') return { group: 'all', reference: folders[0] ?? '' }
  if (grouping === 'each') return { group: `each ${key}`, reference: stem }
  const folder = folders.at(-1)
  if (folder !== undefined && ALONE.test(stem)) return { group: `folder ${folders.join('/')}`, reference: folder }
  const product = productOf(stem)
  return { group: `name ${product.toLowerCase()}`, reference: product }
}

function productOf(stem: string): string {
  const product = BEHIND.exec(stem)?.[1]
  return product === undefined || SAYS_NOTHING.test(product) ? stem : product
}

const rank = ({ path }: Photo): number => {
  const stem = path.toLowerCase().replace(/\.[^./]+$/, '')
  const at = VIEWS.findIndex((view) => stem.endsWith(view))
  return at === -1 ? VIEWS.length : at
}
const inOrderOfViews = (one: Photo, other: Photo): number =>
  rank(one) - rank(other) || byName.compare(one.path, other.path)

const MAX_CHARS = 190

/** A reference is unique within its batch. */
export function distinct(reference: string, taken: Set<string>): string {
  const wanted = reference.trim().slice(0, MAX_CHARS)
  if (wanted === '') return ''
  let name = wanted
  for (let number = 2; taken.has(name); number++) name = `${wanted} (${number})`
  taken.add(name)
  return name
}
