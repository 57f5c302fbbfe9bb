import { Alert, Anchor, Button, Code, Text } from '@mantine/core'
import type { Job } from '@nemo-batch/sdk'
import { IconAlertTriangle, IconExternalLink, IconHandStop } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Facts } from './facts/facts.tsx'
import { outsideLink } from './names.ts'
import classes from './trouble.module.css'

/** Why a job does not go on, and what to do about it. */
export function Trouble({ job: { error, blocked } }: { readonly job: Job }) {
  return (
    <>
      {error !== null && <Failed error={error} />}
      {blocked !== null && <Blocked blocked={blocked} />}
    </>
  )
}

function Failed({ error }: { readonly error: NonNullable<Job['error']> }) {
  const { t } = useTranslation('job')
  const { t: words } = useTranslation('status')
  return (
    <Framed color="red" icon={<IconAlertTriangle size={20} />} title={t('trouble.failed')} message={error.message}>
      <div>
        <Text size="sm" fw={600}>
          {t('trouble.whatToDo')}
        </Text>
        <Text size="sm">{error.action}</Text>
        <Anchor
          fz="sm"
          mt={8}
          display="inline-block"
          renderRoot={(props) => <Link {...props} to="/jobs" search={{ status: 'failed', error_code: error.code }} />}
        >
          {t('trouble.sameErrors')}
        </Anchor>
      </div>
      <Facts
        facts={[
          [t('trouble.code'), <Code key="code">{error.code}</Code>],
          [t('trouble.whoActs'), words(`fixBy.${error.fix_by}`)],
          [t('trouble.paid'), t(`trouble.billed.${error.billed}`)],
          [t('trouble.retryable'), error.retryable ? t('trouble.canRetry') : t('trouble.cannotRetry')],
          [t('trouble.stage'), error.stage === null ? null : words(`stage.${error.stage}`)],
          [t('trouble.nemoCode'), error.nemo_code === null ? null : <Code key="nemo">{error.nemo_code}</Code>],
        ]}
      />
    </Framed>
  )
}

function Blocked({ blocked }: { readonly blocked: NonNullable<Job['blocked']> }) {
  const { t } = useTranslation('job')
  const { t: words } = useTranslation('status')
  const link = outsideLink(blocked.action_url)
  return (
    <Framed
      color="yellow"
      icon={<IconHandStop size={20} />}
      title={`${t('trouble.blocked')}: ${words(`blocked.${blocked.reason}`)}`}
      message={blocked.message}
    >
      <div>
        <Text size="sm">{t('trouble.goesOn')}</Text>
        {link !== null && (
          <Button
            mt="sm"
            size="xs"
            variant="default"
            component="a"
            href={link}
            target="_blank"
            rel="noreferrer noopener"
            rightSection={<IconExternalLink size={14} />}
          >
            {t('trouble.resolve')}
          </Button>
        )}
      </div>
    </Framed>
  )
}

const Framed = ({
  color,
  icon,
  title,
  message,
  children,
}: {
  readonly color: string
  readonly icon: ReactNode
  readonly title: string
  readonly message: string
  readonly children: ReactNode
}) => (
  <Alert color={color} variant="outline" icon={icon} title={title} role="alert">
    <Text className={classes.message}>{message}</Text>
    <div className={classes.parts}>{children}</div>
  </Alert>
)
