import type { Words } from '../words.ts'

export default {
  title: '批次',
  newBatch: '新建批次',
  searchName: '按名称搜索',
  anyStatus: '全部状态',
  name: '名称',
  status: '状态',
  progress: '进度',
  jobs: '任务数',
  credits: '已用积分',
  created: '创建时间',
  untitled: '未命名批次',
  noneTitle: '还没有批次',
  noneText: '一个批次把照片制作成视频，每个视频是一个任务。可以在这里新建，也可以通过 API 提交。',
  noMatchTitle: '没有符合条件的批次',
  noMatchText: '请换一个名称关键词，或选择其他状态。',
  clearFilters: '清除筛选',
} satisfies Words<'batches'>
