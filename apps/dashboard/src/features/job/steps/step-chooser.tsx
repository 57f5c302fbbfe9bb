import { NativeSelect, SegmentedControl } from '@mantine/core'
import type { Job } from '@nemo-batch/sdk'
import { useTranslation } from 'react-i18next'
import { useJobSearch } from '../use-job-search.ts'

/** More than these are a list to choose from. */
const MOST_BESIDE = 5

/** Chooses the step whose video and timeline are shown. */
export function StepChooser({
  label,
  steps,
  chosen,
}: {
  readonly label: string
  readonly steps: Job['steps']
  readonly chosen: number | undefined
}) {
  const { t } = useTranslation('job')
  const { change } = useJobSearch()
  const data = steps.map(({ index }) => ({ value: String(index), label: t('video.step', { step: index + 1 }) }))
  const choose = (value: string) => change({ step: Number(value) })
  const value = String(chosen ?? '')
  return data.length > MOST_BESIDE ? (
    <NativeSelect
      size="xs"
      aria-label={label}
      data={data}
      value={value}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  ) : (
    <SegmentedControl size="xs" aria-label={label} data={data} value={value} onChange={choose} />
  )
}
