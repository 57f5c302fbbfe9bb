import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

export default function BatchesPage() {
  const { t } = useTranslation('batches')
  return <Page title={t('title')}>…</Page>
}
