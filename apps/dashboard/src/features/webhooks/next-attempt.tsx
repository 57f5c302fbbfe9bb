import { useTranslation } from 'react-i18next'
import { useNowMs } from '../../ui/now.ts'
import { Time } from '../../ui/time.tsx'

/** When it is tried next; what is due waits while its endpoint is only probed. */
export function NextAttempt({ at }: { readonly at: string }) {
  const { t } = useTranslation('webhooks')
  const isDue = new Date(at).getTime() <= useNowMs()
  return isDue ? t('list.due') : <Time at={at} />
}
