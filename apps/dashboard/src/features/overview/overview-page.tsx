import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'
import { DEFAULT_SPAN, inAddress } from '../../ui/span.ts'
import { SpanControl } from '../../ui/span-control.tsx'
import { HealthBand } from './health-band.tsx'
import { Work } from './work.tsx'

const route = getRouteApi('/')

/** Whether something is wrong, what is done now, and how it went. */
export default function OverviewPage() {
  const { t } = useTranslation('overview')
  const { span = DEFAULT_SPAN } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Page
      title={t('title')}
      actions={<SpanControl span={span} onChange={(chosen) => void navigate({ to: '/', search: inAddress(chosen) })} />}
    >
      <HealthBand />
      <Work span={span} />
    </Page>
  )
}
