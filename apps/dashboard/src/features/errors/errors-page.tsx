import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'

export default function ErrorsPage() {
  const { t } = useTranslation('errors')
  return <Page title={t('title')}>…</Page>
}
