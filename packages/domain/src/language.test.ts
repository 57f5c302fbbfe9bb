import { expect, it } from 'vitest'
import { isChinese } from './language.ts'

it.each(['zh', 'zh-CN', 'ZH-Hant-TW', ' zh ', 'zh_CN'])('%j is Chinese', (tag) => expect(isChinese(tag)).toBe(true))
it.each(['en', 'ja', 'zha', 'de-CH', ''])('%j is not', (tag) => expect(isChinese(tag)).toBe(false))
