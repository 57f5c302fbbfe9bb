import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

export default function EndpointPage() {
  const { t } = useTranslation('webhooks')
  return <Page title={t('title')}>…</Page>
}
