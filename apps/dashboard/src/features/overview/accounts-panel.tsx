import { Anchor, Progress, Skeleton, Text } from '@mantine/core'
import type { Account } from '@nemo-batch/sdk'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { accountsQuery } from '../../api/accounts.ts'
import { formatCount } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Section } from '../../ui/page.tsx'
import { Pill } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import classes from './panels.module.css'

/** What jobs are paid from. Needs `admin`. */
export function AccountsPanel() {
  const { t } = useTranslation('overview', { keyPrefix: 'accounts' })
  const accounts = useQuery(accountsQuery)
  return (
    <Section
      title={t('title')}
      actions={
        <Anchor fz="sm" renderRoot={(props) => <Link {...props} to="/settings/$part" params={{ part: 'accounts' }} />}>
          {t('all')}
        </Anchor>
      }
    >
      <Loaded query={accounts} skeleton={<Skeleton h={104} />}>
        {(all) =>
          all.length === 0 ? (
            <Text c="dimmed" size="sm">
              {t('none')}
            </Text>
          ) : (
            <ul className={classes.rows}>
              {all.map((account) => (
                <AccountRow key={account.id} account={account} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  )
}

function AccountRow({ account }: { readonly account: Account }) {
  const { t } = useTranslation('overview', { keyPrefix: 'accounts' })
  const { t: status } = useTranslation('status')
  const { name, kind, blocked, credits, max_active_jobs: max, active_jobs: active } = account
  const slots = t('slots', { active, max })
  return (
    <li>
      <div className={classes.first}>
        <span className={classes.name}>
          {name} <span className={classes.muted}>{t(kind)}</span>
        </span>
        <Pill tone={blocked === null ? 'ok' : 'bad'}>
          {blocked === null ? t('ok') : status(`blocked.${blocked.reason}`)}
        </Pill>
      </div>
      <Balance credits={credits} />
      <div className={classes.slots}>
        <Progress value={max === 0 ? 0 : (active / max) * 100} size="sm" aria-label={slots} />
        <span className={classes.muted}>{slots}</span>
      </div>
    </li>
  )
}

function Balance({ credits }: { readonly credits: Account['credits'] }) {
  const { t } = useTranslation('overview', { keyPrefix: 'accounts' })
  if (credits.checked_at === null) return <p className={classes.muted}>{t('unknown')}</p>
  return (
    <div className={classes.balance}>
      {(['available', 'frozen', 'total'] as const).map((part) => (
        <span key={part} data-part={part}>
          <b className="tabular">{credits[part] === null ? '–' : formatCount(credits[part])}</b> {t(part)}
        </span>
      ))}
      <span className={classes.muted}>
        {t('asOf')} <Time at={credits.checked_at} />
      </span>
    </div>
  )
}
