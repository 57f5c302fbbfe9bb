/** Traditional characters of the words that routing knows, each above its simplified form. */
const TRADITIONAL =
  '導匯載積餘額狀態傳視頻進軌時間線軸請問這個幫給發張圖檔點嗎麼還夠謝煩現幾刪換變調標題製動畫顯條後來說寫將沒開長樣帳戶剛單轉場鏡頭顏體聲樂為鏈買錢費種類當連結處'
const SIMPLIFIED =
  '导汇载积余额状态传视频进轨时间线轴请问这个帮给发张图档点吗么还够谢烦现几删换变调标题制动画显条后来说写将没开长样账户刚单转场镜头颜体声乐为链买钱费种类当连结处'

const PAIRS = new Map([...TRADITIONAL].map((character, index) => [character, SIMPLIFIED[index] ?? character]))

/** One form for words that are written in two, so that the word lists need to hold one. */
export function toSimplified(text: string): string {
  return text.replace(/\p{Script=Han}/gu, (character) => PAIRS.get(character) ?? character)
}
