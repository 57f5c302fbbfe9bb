import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

export default function WebhooksPage() {
  const { t } = useTranslation('webhooks')
  return <Page title={t('title')}>…</Page>
}
