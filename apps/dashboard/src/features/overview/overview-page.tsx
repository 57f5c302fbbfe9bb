import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { latestBatchesQuery } from '../../api/batches.ts'
import { statsQuery } from '../../api/stats.ts'
import { Page } from '../../ui/page.tsx'
import { DEFAULT_SPAN, inAddress } from '../../ui/span.ts'
import { SpanControl } from '../../ui/span-control.tsx'
import { HealthBand } from './health-band.tsx'
import { useHealth } from './use-health.ts'
import { Work } from './work.tsx'

const route = getRouteApi('/')

/** Whether something is wrong, what is done now, and how it went. */
export default function OverviewPage() {
  const { t } = useTranslation('overview')
  const { span = DEFAULT_SPAN } = route.useSearch()
  const navigate = route.useNavigate()
  const health = useHealth()
  // what the rest needs is read beside it
  useQuery(statsQuery(span))
  useQuery(latestBatchesQuery)
  return (
    <Page
      title={t('title')}
      actions={<SpanControl span={span} onChange={(chosen) => void navigate({ to: '/', search: inAddress(chosen) })} />}
    >
      {health.known === null && health.error === null ? (
        <Outline />
      ) : (
        <>
          <HealthBand read={health} />
          <Work span={span} />
        </>
      )}
    </Page>
  )
}

/** Nobody knows how much is wrong, and so where the rest begins. */
const Outline = () => (
  <Stack gap="xl">
    <Skeleton h={78} radius="md" />
    <Skeleton h={376} radius="md" />
    <Skeleton h={300} radius="md" />
  </Stack>
)
