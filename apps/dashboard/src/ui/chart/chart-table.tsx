import { VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { busyIntervals, type ChartData } from './chart-data.ts'
import { formatInterval } from './chart-times.ts'

/** What the chart draws, for who does not see it: the intervals in which anything was. */
export function ChartTable({
  data,
  caption,
  formatValue,
}: {
  readonly data: ChartData
  readonly caption: string
  readonly formatValue: (value: number) => string
}) {
  const { t } = useTranslation('overview')
  const { beginsAt, intervalS, series } = data
  return (
    <VisuallyHidden component="div">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('interval')}</th>
            {series.map(({ key, label }) => (
              <th key={key} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {busyIntervals(data).map((index) => (
            <tr key={beginsAt[index]}>
              <th scope="row">{formatInterval(beginsAt[index] ?? 0, intervalS)}</th>
              {series.map(({ key, values }) => (
                <td key={key}>{formatValue(values[index] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </VisuallyHidden>
  )
}
