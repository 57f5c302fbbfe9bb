import type { Words } from '../words.ts'

export default {
  job: {
    queued: '排队中',
    running: '运行中',
    blocked: '受阻',
    completed: '已完成',
    failed: '失败',
    canceled: '已取消',
  },
  batch: {
    scheduled: '已计划',
    queued: '排队中',
    running: '运行中',
    awaiting_release: '待放行',
    blocked: '受阻',
    paused: '已暂停',
    completed: '已完成',
    canceled: '已取消',
  },
  step: { pending: '待处理', running: '进行中', completed: '已完成', failed: '失败' },
  delivery: { pending: '待投递', succeeded: '已送达', failed: '失败', discarded: '已丢弃' },
  stage: {
    session: '会话',
    upload: '上传',
    instruct: '指令',
    verify: '核对',
    render: '渲染',
    fetch: '取回',
  },
  fixBy: { caller: '需调用方处理', operator: '需运维处理', provider: '需服务商处理' },
  blocked: {
    credits_exhausted: '积分用尽',
    plan_required: '需要套餐',
    credentials_rejected: '凭证被拒',
    budget_reached: '达到预算',
  },
  counted: {
    completed: '{{n}} 已完成',
    failed: '{{n}} 失败',
    blocked: '{{n}} 受阻',
    running: '{{n}} 运行中',
    queued: '{{n}} 排队中',
    canceled: '{{n}} 已取消',
    none: '还没有任务',
  },
} satisfies Words<'status'>
