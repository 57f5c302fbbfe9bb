import { expect, it } from 'vitest'
import { givenMedia, givenStep } from '../given-job.ts'
import { pictureOfSegment, picturesOf } from './pictures.ts'

const named = (...names: (string | null)[]) => names.map((filename) => givenMedia({ filename }))

it('numbers the photos of all steps in one row', () => {
  const steps = [givenStep({ media: named('a.jpg', 'b.MOV') }), givenStep({ index: 1, media: named('c.mp3', null) })]
  expect(picturesOf(steps).map(({ place, stepIndex, at, kind }) => [place, stepIndex, at, kind])).toEqual([
    [0, 0, 0, 'photo'],
    [1, 0, 1, 'clip'],
    [2, 1, 0, 'sound'],
    [3, 1, 1, 'photo'],
  ])
})

it('finds the photo that a segment shows by the name under which it was sent', () => {
  const pictures = picturesOf([
    givenStep({ media: named('Front.HEIC', 'back.jpg', 'back.jpg', '2024-a.jpg', null) }),
    givenStep({ index: 1, media: named('back.jpg') }),
  ])
  const placeOf = (name: string) => pictureOfSegment(name, pictures)?.place
  expect(placeOf('01-front.jpg')).toBe(0)
  expect(placeOf('02-back.jpg')).toBe(1)
  expect(placeOf('03-back.jpg')).toBe(2)
  expect(placeOf('step2-01-back.jpg')).toBe(5)
  expect(placeOf('2024-a.jpg')).toBe(3)
  expect(placeOf('Front.HEIC')).toBe(0)
  expect([placeOf('Lo-fi'), placeOf('')]).toEqual([undefined, undefined])
})
