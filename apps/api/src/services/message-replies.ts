import type { Job } from '@nemo-batch/contracts'
import { isChinese } from '@nemo-batch/domain'

/** What a person is told, in one language. */
export type Replies = {
  readonly edit: string
  readonly exported: (url: string) => string
  readonly rendering: string
  readonly credits: (available: number | null) => string
  readonly status: (job: Pick<Job, 'status' | 'stage' | 'progress'>) => string
  readonly upload: (jobId: string) => string
}

const ENGLISH_STATUS: Record<Job['status'], string> = {
  queued: 'The job waits for its turn.',
  running: 'The job is at work',
  blocked: 'The job waits: the account cannot go on.',
  completed: 'The job is completed.',
  failed: 'The job has failed.',
  canceled: 'The job was canceled.',
}

const CHINESE_STATUS: Record<Job['status'], string> = {
  queued: '任务正在排队。',
  running: '任务正在进行',
  blocked: '任务已暂停：账户暂时无法继续。',
  completed: '任务已完成。',
  failed: '任务失败了。',
  canceled: '任务已取消。',
}

const ENGLISH: Replies = {
  edit: 'The edit was passed on; the job says when it is done.',
  exported: (url) => `The video is ready: ${url}`,
  rendering: 'The video is being rendered; it is there when the job is completed.',
  credits: (available) =>
    available === null ? 'The balance is not known yet.' : `The account has ${available} credits left.`,
  status: ({ status, progress }) =>
    status === 'running' ? `${ENGLISH_STATUS.running}: ${progress} %.` : ENGLISH_STATUS[status],
  upload: (jobId) =>
    `Send the file to POST /v1/files, then a step with it to POST /v1/jobs/${jobId}/steps: {"instruction": "…", "media": [{"file_id": "…"}]}`,
}

const CHINESE: Replies = {
  edit: '修改已提交，完成后任务会显示。',
  exported: (url) => `视频已就绪：${url}`,
  rendering: '正在渲染视频，任务完成后即可下载。',
  credits: (available) => (available === null ? '余额暂时未知。' : `账户还剩 ${available} 积分。`),
  status: ({ status, progress }) =>
    status === 'running' ? `${CHINESE_STATUS.running}：${progress}%。` : CHINESE_STATUS[status],
  upload: (jobId) =>
    `请先把文件发送到 POST /v1/files，再用 POST /v1/jobs/${jobId}/steps 添加带该文件的步骤：{"instruction": "…", "media": [{"file_id": "…"}]}`,
}

/** @param language of the job */
export const repliesIn = (language: string): Replies => (isChinese(language) ? CHINESE : ENGLISH)
