import type { DirectionReader } from './direction-reader.ts'

/** Places on a screen. */
const PLACE =
  '(?:时间线|时间轴|轨道|预览(?:播放器|窗口?|区域?|面板|界面|框)|播放器|编辑器|面板|设置|菜单|网页|网站|官网|链接|浏览器|素材库|媒体库|账户|账号|帐户|帐号|页面|网址|应用|客户端|App|工作台|工作区|工作空间|文件夹|选项卡|标签页|个人中心|账单|充值|订阅|套餐|会员中心|工具栏|侧边栏|属性栏|按钮|滑块|快捷键|项目|[\uE001\uE002])'
const CORNER =
  '(?:右上角?|左上角?|右下角?|左下角?|顶部|底部|上方|下方|右侧|左侧|右边|左边|上面|下面|界面|屏幕|画布|菜单栏|这里|此处)'

const POINT =
  '(?:(?:鼠标)?(?:左键|右键))?(?:点击|单击|双击|点按|轻触|轻点|触摸|按下|按住|长按|点选|点一下|点开|拖拽|拖动|拖放|拖入|拖到|拖曳|滑动|滚动|勾选|悬停|右键)|点(?=导出|下载|右上|左上|上方|下方|这里|此处|分享|保存|播放|[\uE000*【 ])|按(?=\uE000|空格|回车|Delete|Del|Backspace|Enter|Esc|Shift|Ctrl|Cmd|快捷键|播放|导出)'
const POINT_AT = new RegExp(
  `^(?:${POINT})(?!了|过|动画|特效|效果|音效|声效|动效|转场|率|量|声|手势|式|感|的(?:画面|镜头|动画|声音|效果|动作)|(?:与|和|及)\\p{Script=Han}{1,6}(?:动画|效果|转场))`,
  'iu',
)
/** What people in a picture do. */
const IN_PICTURE = /^\p{Script=Han}{2,3}(?:一下|着)?(?:手机|平板|电脑|屏幕(?![右左上下顶底]))/u
/** Words of a title that its quotation marks were left off from. */
const IS_SUBJECT =
  /^[^，。]{2,14}?(?:现在)?(?:是|为|作为|成为|出现在?|显示在?|被设为|放在|位于)[^，。]{0,20}(?:标题|字幕|文字|文案|片尾|片头|结尾|画面|秒|镜头)/u
const CONTROLS = /按钮|导出|下载|面板|菜单|选项/
const IN_ENGLISH = /\b(?:is|are|was|as|reads|says|appears|title|caption)\b/i

const DONE = '(?!了|过|好了|完成|完毕|成功|的)'
const ACTS: readonly RegExp[] = [
  new RegExp(`^(?:打开|进入|前往|访问|切换|返回|回到|转到|跳转|登录|登陆)${DONE}[^，。]{0,40}?${PLACE}`, 'iu'),
  /^(?:打开|登录|登陆|注册)(?:账号|账户|一下|后|即可|[。！!]?$)/u,
  new RegExp(
    `^(?:预览|查看|观看|检查|回看|试看|看看|看到|播放|使用|利用|管理)${DONE}[^，。]{0,30}?(?:${PLACE}|余额|积分|会员|用量)`,
    'iu',
  ),
  /^(?:预览|查看|观看|播放|试看|试听|回看|看看|检查)(?!了|过|图|画面)(?:一下|整体|最终|完整|当前)?(?:效果|视频|成片|结果|草稿|作品|它|一遍|[。！!]$)/u,
  /^(?:选择|选中|选取|设置|设为|选)(?!了|过)[^，。]{0,12}?(?:格式|MP4|MOV|分辨率|1080|720|4K|画质|清晰度|帧率|导出|菜单|选项|按钮|下拉|面板|保存位置|路径)/iu,
  /^(?:导出|下载|保存|发布|分享)(?!了|过|成功|完成|好)(?:到|至|为|成|该|这|您|你|最终|完整|高清|MP4|视频|成片|文件|作品|本地|即可|吧|按钮)/iu,
  /^(?:导出|下载)(?:了|啦|吧)?[。！!~～]{0,3}$/u,
  /^(?:充值|续费|升级(?:套餐|会员|账户|账号|到|至|为)|购买(?:更多)?(?:积分|套餐|会员)|订阅(?:会员|套餐))/u,
  /^(?:上传|添加|拖|调整|修改|编辑|剪辑|替换|微调|裁剪|缩放)(?!了|过|好|为|成)[^，。]{0,24}?(?:面板|工具栏|滑块|素材库|媒体库|菜单|编辑器|选项卡|按钮)/u,
  /^(?:不要|请勿|勿|别)关闭/u,
  /^(?:选中|选择)(?!了|过)[^，。]{0,12}?(?:时间线|时间轴|轨道|面板)/u,
  /^(?:Ctrl|Cmd|Shift|Alt)\s?\+/iu,
  /^(?:等待|稍等)[^，。]{0,8}(?:下载|导出|渲染|加载|完成)/u,
  /^按(?:照)?(?:以下|下列|下面|如下)步骤/u,
]
/** What can be done at a place that was named before. */
const ACT_THERE =
  /^(?:预览|查看|观看|看到|看看|播放|试听|检查|调整|修改|编辑|选择|剪辑|替换|微调|找到|导出|下载|裁剪|管理|充值|进行(?:调整|编辑|修改|预览|微调))(?!了|过|好|为|成)/u

const STATED: readonly RegExp[] = [
  /^(?!.{0,20}(?:我|已(?!经?可)))[^，。]{0,16}?(?:导出|下载|分享|保存|发布|预览)(?:视频|成片)?[*】 ]{0,3}按钮/u,
  new RegExp(
    `^(?!.{0,12}我)[^，。]{0,12}?(?:可以?|能够?|即可)(?:在|通过|从|到|于|用)[^，。]{0,16}?(?:${PLACE}|${CORNER})[^，。]{0,12}?(?:预览|查看|导出|下载|观看|播放|调整|修改|编辑)`,
    'u',
  ),
  /^(?!.{0,12}我)[^，。]{0,16}?(?:可以?|能够?)?通过(?:点击|拖动|拖拽|双击|滑动|右键)/u,
  /^(?!.{0,20}(?:我|已))(?:请|您|你|可以|可|也|还|再|直接)*(?:把|将)[^，。]{1,20}?(?:拖入|拖到|拖至|拖拽|拖动|拖放|上传)(?!了)[^，。]{0,12}(?:轨道|素材库|媒体库|时间线|时间轴|面板|编辑器|画布|这里|此处)/u,
  /^(?:项目|编辑器?|预览|打开|链接|编辑链接|项目链接|工作台|继续编辑|在线编辑)?[\s:：*[\]]{0,6}\uE002{4}/u,
  /^[^\uE002]{0,12}\uE002{4,2000}\s?(?:中|里|上)?(?:继续|查看|编辑|打开|预览)/u,
  /^[^\uE002]{0,30}(?:打开|编辑|查看|预览|访问|继续|注册|登录)[^\uE002]{0,20}\uE002{4}/u,
]

const OPENING =
  '请|您|你|可以|可|也|还|就|便|能够|能|会|现在|这时|此时|之后|然后|接着|接下来|随后|最后|首先|其次|先|再|并且|并|或者|或|同时|另外|此外|只需要?|只要|直接|即可|记得|需要|应该|应|得|建议|不妨|试着|尝试|试试|想要?|若|如果|如需|如要|若要|要|通过|用鼠标|用|手动|随时|自由|轻松|继续|去|来|到|从|欢迎|别忘了|务必|方便|自行|一键|为了|满意(?:之)?后|满意的话|完成后|确认(?:无误)?后|准备好(?:之)?后|没问题后?|编辑完成后|预览后|提示|温馨提示|小贴士|注意|详情|更多信息|步骤|第[一二三四五六七八九十]步|下一步'
const OPENER = new RegExp(
  `^(?:[\\s*_~>#•·、：:！【\\[（(✓✔-]{1,10}|(?:\\p{Extended_Pictographic}[\\uFE0F\\u200D]{0,2}){1,5}|\\d{1,2}[.、)）]\\s{0,3}|[①-⑳]|${OPENING})`,
  'iu',
)
const THERE = new RegExp(
  `^(?:在|从|到|于)?(?:${CORNER}(?:的)?)?(?:${PLACE}|${CORNER})(?:面板|区域|窗口|页面|界面|按钮|菜单|栏)?(?:中|里面?|上|内|处|下)?(?:的)?`,
  'iu',
)

/** What is left when the words before the verb are off, and whether a place on the screen was among them. */
function withoutOpeners(clause: string): { rest: string; isThere: boolean } {
  let rest = clause
  let isThere = false
  for (let count = 0; count < 20; count++) {
    if (POINT_AT.test(rest)) break
    const behind = rest.replace(THERE, '')
    isThere ||= behind !== rest
    const shorter = behind.replace(OPENER, '')
    if (shorter === rest) break
    rest = shorter
  }
  return { rest: rest.trimStart(), isThere }
}

function isDirection(clause: string): boolean {
  if (IN_ENGLISH.test(clause)) return false
  if (STATED.some((pattern) => pattern.test(clause.trimStart()))) return true
  const { rest, isThere } = withoutOpeners(clause)
  const isTitle = IS_SUBJECT.test(rest) && !CONTROLS.test(rest)
  if (POINT_AT.test(rest)) return !isTitle && (!IN_PICTURE.test(rest) || CONTROLS.test(rest))
  if (isThere && ACT_THERE.test(rest)) return true
  const whole = clause.replace(/^[\s*_~>#•·-]{1,10}/, '')
  return [rest, whole].some((words) => ACTS.some((pattern) => pattern.test(words))) && !isTitle
}

const GOES_ON: readonly RegExp[] = [
  /^(?:然后|再|并|最后)?[把将][^，。]{1,8}(?:分享|发送|发给|保存)(?!了)/u,
  /^(?:即可|就可以|就能|便可|便能|方可|以便|以|来|然后|接着|再|并|最后|随后|或|之后)?(?:选择|设置|保存|下载|导出|分享|等待|稍等|输入|确认|确定|松开|放开|找到|查看|预览|播放|获取|得到|拿到|完成|发布|观看)(?!了|过|好|成)/u,
  /^(?:即可|就可以|就能|便可|便能|方可)/u,
  /^(?:视频|文件|成片|系统|浏览器|它|作品|页面)(?:就|便|将|会|即|可)[^，。]{0,12}(?:下载|保存|导出|渲染|弹出|打开|开始|出现|完成)/u,
  /^(?:它|按钮)?(?:就|位于|在)[^，。]{0,10}(?:右上|左上|右下|左下|顶部|底部|工具栏|菜单|上方|下方)/u,
  /^(?:如果|若|如需|当(?![前然天日地下])|等(?!级)|以防|方便)[^，。]{0,20}(?:您|你|满意|需要|完成)/u,
]

function goesOn(clause: string): boolean {
  const rest = clause.trimStart()
  return GOES_ON.some((pattern) => pattern.test(rest)) && !/我|已/u.test(rest)
}

function leadsIn(clause: string): boolean {
  const rest = clause.replace(/^[\s*_~>#•·-]{1,10}/, '')
  if (/我|已/u.test(rest)) return false
  if (/^(?:准备|想|需要|要)[^，。]{0,12}(?:导出|下载|预览)[^，。]{0,4}吗/u.test(rest)) return true
  if (
    /^(?:如果|若|如需|如要|如有|要是|假如|想(?!象)|当(?![前然天日地下])|等(?!级)|待|为了|需要|要(?![点求素])|满意|确认|没问题|准备就绪|一切就绪|觉得)/u.test(
      rest,
    )
  )
    return true
  if (/添加|加入|调整了|把|将/u.test(rest)) return false
  if (/(?:后|之后|以后|的话|时|时候|前|以前|之前)[？?！!\s]{0,3}$/u.test(rest)) return true
  return (
    new RegExp(`^在[^，。]{0,10}(?:${PLACE}|${CORNER})[^，。]{0,4}$`, 'u').test(rest) ||
    /^(?:现在|然后|接下来|最后|接着|首先|另外|此外|请|之后|随后|下一步)[！!\s]{0,3}$/u.test(rest)
  )
}

const announces = (clause: string): boolean =>
  /^(?:[\s*_#>-]|\p{Extended_Pictographic}|\uFE0F){0,12}(?:下一步|接下来|提示|温馨提示|小贴士|注意|操作|步骤|导出|下载|预览|如何|怎么|后续|请|编辑|项目|链接|账户|账号|你可以|您可以|若|如需|想要|现在|最后|然后|按)/u.test(
    clause,
  ) && clause.trim().length <= 24

export const CHINESE: DirectionReader = { isDirection, goesOn, leadsIn, announces }
