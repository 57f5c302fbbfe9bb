/**
 * What a word does in an instruction. What `asks` for a change and then `praises` is vague; `improves` is vague by
 * itself; `fills` says nothing. Any word that is not listed may be concrete.
 */
export type WordKind = 'asks' | 'praises' | 'improves' | 'fills'

type Listed = Readonly<Record<WordKind, string>>

const ENGLISH: Listed = {
  asks: 'make turn do create edit produce generate get give want need would look looks looking',
  praises:
    'nice good great beautiful pretty awesome amazing lovely perfect cool fancy interesting wonderful attractive stunning',
  improves: 'improve improved improving enhance optimize optimise beautify polish nicer better prettier fancier nicely',
  fills:
    'please just can could you your i we me us it its this that these those them they the a an my our s d ll into to be as of with for from ' +
    'and so very really more much some something bit little lot even possible up out let like feel thanks thank ' +
    'video videos movie film clip reel photo photos picture pictures image images pic pics',
}

const CHINESE: Listed = {
  asks: '做 弄 搞 剪 编 編 变 變 让 讓 使 制作 製作 剪辑 剪輯 编辑 編輯 改 处理 處理 要 想 更 点 點 一点 一點 一些 些 看起来 看起來',
  praises:
    '好看 漂亮 美 美观 美觀 精美 不错 不錯 棒 酷 炫 酷炫 炫酷 高大上 高级 高級 厉害 厲害 完美 有意思 有感觉 有感覺',
  improves:
    '优化 優化 美化 改进 改進 改善 提升 完善 更好 好点 好點 好一点 好一點 好一些 好看点 好看點 好看一点 好看一點 好看些 漂亮点 漂亮點 漂亮一点 漂亮一點 ' +
    '漂亮些 更好看 更漂亮 更美',
  fills:
    '好 好的 请 請 帮 幫 帮我 幫我 帮忙 幫忙 麻烦 麻煩 把 将 將 给 給 我 我们 我們 你 这 這 那 它 这个 這個 这些 這些 个 個 张 張 组 組 段 条 條 一 ' +
    '用 视频 視頻 影片 短片 片子 图 圖 图片 圖片 照片 相片 得 的 地 成 为 為 再 很 非常 特别 特別 比较 比較 下 一下 稍微 尽量 盡量 看上去 ' +
    '能 可以 就行 就好 随便 隨便 吗 嗎 吧 啊 呀 了 谢谢 謝謝 出来 出來',
}

const KINDS: readonly WordKind[] = ['asks', 'praises', 'improves', 'fills']

const kindsOf = (listed: Listed): ReadonlyMap<string, WordKind> =>
  new Map(KINDS.flatMap((kind) => listed[kind].split(' ').map((word) => [word, kind] as const)))

export const ENGLISH_KINDS = kindsOf(ENGLISH)
export const CHINESE_KINDS = kindsOf(CHINESE)
