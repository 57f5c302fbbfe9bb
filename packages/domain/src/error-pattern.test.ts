import { expect, it } from 'vitest'
import { errorPattern } from './error-pattern.ts'

it.each([
  ['The address answered with 404', 'The address answered with …'],
  ['The server at https://shop.example/a.jpg?x=1 answered 503.', 'The server at … answered ….'],
  ['See (https://nemo.example/help), then retry', 'See (…), then retry'],
  ['"front.jpg" is not a photo', '"…" is not a photo'],
  ['The file “红色 连衣裙.png” is empty', 'The file “…” is empty'],
  ["'a b' can't be read, and that isn't 'c'", "'…' can't be read, and that isn't '…'"],
  ['无法读取「正面」', '无法读取「…」'],
  ['job_01kc0qkzp3a9r4c7y2h5s8jb0f waits for ses_7f3a', '… waits for …'],
  ['render 9f86d081884c7d659a2feaa0c55ad015 failed', 'render … failed'],
  ['task 3f2b8a10-1c2d-4e5f-8a9b-0c1d2e3f4a5b is gone', 'task … is gone'],
  ['IMG_0042.jpg and SKU-1042 and photo-1.heic', '… and … and …'],
  ['took 15s of 10.5 s at 10.0.0.1:8080', 'took … of … s at …'],
  ['since 2026-11-21T09:30:00Z', 'since …'],
  ['50% of 4000×3000', '… of …'],
  ['mail shop@example.com', 'mail …'],
  ['not a playable MP4 of more than zero length', 'not a playable MP4 of more than zero length'],
  ['after all looks at it', 'after all looks at it'],
  ['an "unclosed quotation', 'an "unclosed quotation'],
  ['two\n  lines', 'two lines'],
  ['', ''],
])('%j reads %j', (message, pattern) => expect(errorPattern(message)).toBe(pattern))

it('is bounded, however long the message and whatever is in it', () => {
  for (const piece of ['"', "' ", 'a_', '1-', 'http://', '“'])
    expect(errorPattern(piece.repeat(100_000)).length).toBeLessThanOrEqual(1_000)
})
