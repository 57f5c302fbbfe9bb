import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { sendMessage } from '../../../api/job.ts'
import classes from './steps.module.css'

type Answer = Awaited<ReturnType<typeof sendMessage>>

/** What was said, and what came of it. */
export type SaidAnswer =
  | { readonly text: string; readonly answer: Answer }
  | { readonly text: string; readonly addedStep: number }

export function Said({ said }: { readonly said: SaidAnswer }) {
  const { t } = useTranslation('job')
  return (
    <div className={classes.said}>
      <div>
        <span className={classes.who}>{t('refine.you')}</span>
        <p>{said.text}</p>
      </div>
      {'addedStep' in said ? (
        <p>{t('refine.added', { step: said.addedStep + 1 })}</p>
      ) : (
        <div>
          <span className={classes.who}>
            {t('refine.answered')} · {t(`refine.action.${said.answer.action}`)}
          </span>
          <p>{said.answer.reply}</p>
          {said.answer.credits?.available != null && (
            <Text size="sm" fw={600} className="tabular">
              {t('refine.credits', { count: said.answer.credits.available })}
            </Text>
          )}
        </div>
      )}
    </div>
  )
}
