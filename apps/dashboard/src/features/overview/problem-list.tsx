import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCircleX, IconExternalLink, IconInfoCircle } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { formatAgo, formatExact } from '../../ui/format.ts'
import { useNowMs } from '../../ui/now.ts'
import { describeProblem } from './describe-problem.ts'
import classes from './health.module.css'
import type { Problem } from './health.ts'

const ICONS = { broken: IconCircleX, attention: IconAlertTriangle, hint: IconInfoCircle } as const

export const ProblemList = ({
  problems,
  onReadAgain,
}: {
  readonly problems: readonly Problem[]
  readonly onReadAgain: () => void
}) =>
  problems.length === 0 ? null : (
    <ul className={classes.problems}>
      {problems.map((problem) => (
        <ProblemRow key={keyOf(problem)} problem={problem} onReadAgain={onReadAgain} />
      ))}
    </ul>
  )

function ProblemRow({ problem, onReadAgain }: { readonly problem: Problem; readonly onReadAgain: () => void }) {
  const { t } = useTranslation()
  const { title, text, said, facts, link, outside } = describeProblem(problem)
  const Shape = ICONS[problem.severity]
  return (
    <li className={classes.problem} data-severity={problem.severity}>
      <Shape size={18} stroke={1.8} className={classes.mark} aria-hidden />
      <div className={classes.what}>
        <p className={classes.title}>
          {title} {problem.sinceMs !== null && <Since sinceMs={problem.sinceMs} />}
        </p>
        <p>
          {text} {facts.length > 0 && <span className={classes.facts}>{facts.join(' · ')}</span>}
        </p>
        {said !== undefined && (
          <div className={classes.said}>
            {said.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </div>
        )}
      </div>
      <div className={classes.acts}>
        {outside !== undefined && (
          <Button
            size="xs"
            variant="default"
            component="a"
            href={outside.href}
            target="_blank"
            rel="noreferrer noopener"
            rightSection={<IconExternalLink size={14} />}
          >
            {outside.label}
          </Button>
        )}
        {problem.kind === 'cut_off' && (
          <Button size="xs" variant="default" onClick={onReadAgain}>
            {t('retry')}
          </Button>
        )}
        {link !== undefined && (
          <Button size="xs" variant="default" renderRoot={(props) => <Link {...props} {...link.to} />}>
            {link.label}
          </Button>
        )}
      </div>
    </li>
  )
}

function Since({ sinceMs }: { readonly sinceMs: number }) {
  const { t } = useTranslation('overview')
  const nowMs = useNowMs()
  const since = new Date(sinceMs)
  return (
    <time className={classes.since} dateTime={since.toISOString()} title={formatExact(since)}>
      {t('health.since', { ago: formatAgo(since, nowMs) })}
    </time>
  )
}

function keyOf(problem: Problem): string {
  if ('account' in problem) return `${problem.kind} ${problem.account.id}`
  return 'endpoint' in problem ? `${problem.kind} ${problem.endpoint.id}` : problem.kind
}
