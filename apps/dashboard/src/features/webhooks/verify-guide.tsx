import { Anchor, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Copy } from '../../ui/copy.tsx'
import { Section } from '../../ui/page.tsx'
import classes from './webhooks.module.css'

const PROGRAM = `import { verify, WebhookVerificationError } from '@nemo-batch/sdk/webhooks'

export async function POST(request) {
  try {
    const event = await verify(request.headers, await request.text(), process.env.NEMO_WEBHOOK_SECRET)
    await keep(event) // once for each event.id: it may come twice
    return new Response(null, { status: 204 })
  } catch (error) {
    return new Response(null, { status: error instanceof WebhookVerificationError ? 400 : 500 })
  }
}`

/** How a receiver knows that a message is from here. */
export function VerifyGuide() {
  const { t } = useTranslation('webhooks')
  return (
    <Section title={t('verify.title')} actions={<Copy value={PROGRAM} label={t('verify.copy')} />}>
      <Group gap="xs" mb="xs">
        <Text size="sm" c="dimmed">
          {t('verify.text')}
        </Text>
        <Anchor size="sm" href="/docs" target="_blank" rel="noreferrer">
          {t('verify.docs')}
        </Anchor>
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <pre className={classes.code} tabIndex={0}>
        {PROGRAM}
      </pre>
    </Section>
  )
}
