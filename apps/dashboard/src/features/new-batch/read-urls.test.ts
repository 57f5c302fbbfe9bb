import { expect, it } from 'vitest'
import { isHttpUrl, nameInUrl, readUrls } from './read-urls.ts'

it('reads a job a line, with all photos of the line', () => {
  const text = ' https://a/1.jpg \r\n\nhttps://a/2.jpg | https://a/3.jpg\thttps://a/4.jpg, https://a/5.jpg?crop=1,2\n'
  expect(readUrls(text)).toEqual([
    ['https://a/1.jpg'],
    ['https://a/2.jpg', 'https://a/3.jpg', 'https://a/4.jpg', 'https://a/5.jpg?crop=1,2'],
  ])
  expect(readUrls(' \n')).toEqual([])
})

it('tells links from what would do something else', () => {
  const told = ['https://a/b', 'HTTP://a', 'javascript:alert(1)', 'data:text/html,x', 'a.jpg', ''].map(isHttpUrl)
  expect(told).toEqual([true, true, false, false, false, false])
})

it('names the file behind an address', () => {
  expect(nameInUrl('https://a/x/caf%C3%A9.jpg?s=1')).toBe('café.jpg')
  expect(nameInUrl('https://a/%E0%A4%A.jpg')).toBe('%E0%A4%A.jpg')
  expect(nameInUrl('nothing')).toBe('')
})
