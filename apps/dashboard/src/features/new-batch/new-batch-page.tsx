import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

export default function NewBatchPage() {
  const { t } = useTranslation('newBatch')
  return <Page title={t('title')}>…</Page>
}
