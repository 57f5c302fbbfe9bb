import pc from 'picocolors'
import stringWidth from 'string-width'
import { type BatchView, hasEnded, type JobView } from './batch-view.ts'
import { fitColumns } from './printable.ts'

export type Screen = { readonly columns: number; readonly rows: number; readonly hasColours: boolean }

const MAX_NAME_COLUMNS = 24
const MAX_BAR_COLUMNS = 30
/** Room for the percentage, the stage, the note and the spaces between. */
const OTHER_COLUMNS = 38

/** One line for each job, as many as the screen takes, and a total. Never wider than the screen. */
export function renderBars(view: BatchView, screen: Screen): string[] {
  const colours = pc.createColors(screen.hasColours)
  const jobs = [...view.jobs.values()]
  const shown = chooseJobs(jobs, Math.max(1, screen.rows - 3))
  const nameColumns = Math.min(MAX_NAME_COLUMNS, Math.max(8, Math.floor(screen.columns / 4)))
  const barColumns = Math.min(MAX_BAR_COLUMNS, screen.columns - nameColumns - OTHER_COLUMNS)
  const lines = shown.map((job) => {
    const bar = barColumns < 5 ? '' : ` ${barOf(job.progress, barColumns)}`
    const head = `${fitColumns(job.name, nameColumns)}${bar} ${percent(job.progress)} `
    const room = Math.max(1, screen.columns - 1 - stringWidth(head))
    return `${head}${colourOf(colours, job.status)(fitColumns(stateOf(job), room).trimEnd())}`
  })
  const hidden = jobs.length - shown.length
  if (hidden > 0) lines.push(colours.dim(fitColumns(`… and ${hidden} more`, screen.columns - 1).trimEnd()))
  return [...lines, totalLine(view, jobs, nameColumns, barColumns, screen)]
}

/** What is at work comes first, then what failed, then what waits; what is done gives way. */
function chooseJobs(jobs: readonly JobView[], max: number): readonly JobView[] {
  if (jobs.length <= max) return jobs
  const urgency = ['running', 'blocked', 'failed', 'queued', 'completed', 'canceled']
  const ranked = jobs.toSorted((a, b) => urgency.indexOf(a.status) - urgency.indexOf(b.status))
  const chosen = new Set(ranked.slice(0, max - 1))
  return jobs.filter((job) => chosen.has(job))
}

function totalLine(
  view: BatchView,
  jobs: readonly JobView[],
  nameColumns: number,
  barColumns: number,
  screen: Screen,
): string {
  const progress = totalProgress(jobs)
  const bar = barColumns < 5 ? '' : ` ${barOf(progress, barColumns)}`
  const line = `${fitColumns('total', nameColumns)}${bar} ${percent(progress)} ${countsOf(jobs)} ${view.status}`
  return fitColumns(line, screen.columns - 1).trimEnd()
}

/** 0–100: what has ended counts in full, however it ended. */
function totalProgress(jobs: readonly JobView[]): number {
  if (jobs.length === 0) return 0
  const sum = jobs.reduce((total, job) => total + (hasEnded(job) ? 100 : job.progress), 0)
  return Math.floor(sum / jobs.length)
}

function countsOf(jobs: readonly JobView[]): string {
  const failed = jobs.filter((job) => job.status === 'failed').length
  return `${jobs.filter(hasEnded).length}/${jobs.length}${failed > 0 ? `, ${failed} failed` : ''}`
}

function stateOf(job: JobView): string {
  const stage = job.stageProgress === undefined ? job.stage : `${job.stage} ${Math.floor(job.stageProgress)}%`
  const doing = job.status === 'running' && stage !== undefined ? stage : job.status
  return job.note === undefined ? doing : `${doing}: ${job.note}`
}

const percent = (progress: number): string => `${Math.floor(progress)}%`.padStart(4)

function barOf(progress: number, columns: number): string {
  const filled = Math.round((progress / 100) * columns)
  return `${'█'.repeat(filled)}${'░'.repeat(columns - filled)}`
}

function colourOf(colours: ReturnType<typeof pc.createColors>, status: string): (text: string) => string {
  switch (status) {
    case 'completed':
      return colours.green
    case 'failed':
      return colours.red
    case 'blocked':
      return colours.yellow
    case 'running':
      return colours.cyan
    default:
      return colours.dim
  }
}
