import { expect, it } from 'vitest'
import { groupPhotos } from './group-photos.ts'

const photosOf = (...paths: string[]) => paths.map((path) => ({ key: path, path }))
const told = (paths: string[], grouping: 'each' | 'name' | 'all') =>
  groupPhotos(photosOf(...paths), grouping).map(({ reference, keys }) => [reference, ...keys])

it.each<[string, string[], string[][]]>([
  [
    'letters',
    ['1042-a.jpg', '1043-a.jpg', '1042-b.jpg'],
    [
      ['1042', '1042-a.jpg', '1042-b.jpg'],
      ['1043', '1043-a.jpg'],
    ],
  ],
  ['numbers', ['mug_2.png', 'mug_10.png', 'mug_1.png'], [['mug', 'mug_1.png', 'mug_2.png', 'mug_10.png']]],
  ['copies', ['1042 (2).jpg', '1042 (1).jpg', '1042.jpg'], [['1042', '1042 (1).jpg', '1042 (2).jpg', '1042.jpg']]],
  ['sides, front first', ['A7-back.jpg', 'A7-Front.JPG'], [['A7', 'A7-Front.JPG', 'A7-back.jpg']]],
  ['numbered sides', ['A7-detail-2.jpg', 'A7-detail1.jpg'], [['A7', 'A7-detail-2.jpg', 'A7-detail1.jpg']]],
  ['Chinese sides', ['茶杯-背面.jpg', '茶杯-正面.jpg'], [['茶杯', '茶杯-正面.jpg', '茶杯-背面.jpg']]],
  [
    'folders',
    ['spring/1042/2.jpg', 'spring/1042/1.jpg', 'spring/1043/front.jpg'],
    [
      ['1042', 'spring/1042/1.jpg', 'spring/1042/2.jpg'],
      ['1043', 'spring/1043/front.jpg'],
    ],
  ],
  ['upper and lower case', ['sku-1-a.jpg', 'SKU-1-b.jpg'], [['sku-1', 'sku-1-a.jpg', 'SKU-1-b.jpg']]],
])('puts the photos of one product together by %s', (_what, paths, groups) => {
  expect(told(paths, 'name')).toEqual(groups)
})

it.each([
  [['IMG_12.jpg', 'IMG_13.jpg']],
  [['IMG_1042.jpg', 'IMG_1043.jpg']],
  [['1042.jpg', '1043.jpg']],
  [['photo (1).jpg', 'photo (2).jpg']],
  [['a.jpg', 'b.jpg']],
])('keeps products apart whose names only look alike: %j', (paths) => {
  expect(told(paths, 'name')).toHaveLength(2)
})

it('makes a job of each photo, with references that differ', () => {
  expect(told(['x/cup.jpg', 'y/cup.jpg', 'z/cup.png'], 'each')).toEqual([
    ['cup', 'x/cup.jpg'],
    ['cup (2)', 'y/cup.jpg'],
    ['cup (3)', 'z/cup.png'],
  ])
})

it('puts all into one job, in the order in which they came', () => {
  expect(told(['spring/b.jpg', 'spring/a.jpg'], 'all')).toEqual([['spring', 'spring/b.jpg', 'spring/a.jpg']])
  expect(told(['b.jpg', 'a.jpg'], 'all')).toEqual([['', 'b.jpg', 'a.jpg']])
})

it('is quick with thousands of photos and hostile names', () => {
  const long = `${'a-'.repeat(2_000)}!.jpg`
  const many = Array.from({ length: 5_000 }, (_one, index) => `${index >> 1}-${index % 2}.jpg`)
  expect(told([...many, long], 'name')).toHaveLength(2_501)
})
