import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

export default function BatchPage() {
  const { t } = useTranslation('batch')
  return <Page title={t('title')}>…</Page>
}
