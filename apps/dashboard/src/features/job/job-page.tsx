import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

export default function JobPage() {
  const { t } = useTranslation('job')
  return <Page title={t('title')}>…</Page>
}
