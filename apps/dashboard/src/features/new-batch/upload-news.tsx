import { Alert, Button, Group, List, Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { GivenFile, Refusal } from './check-file.ts'
import type { Composed, Composer } from './composer.ts'
import type { TableProblem } from './read-table.ts'

/** What became of the last files that were added. */
export type AddedNews = {
  readonly refused: readonly { readonly path: GivenFile['path']; readonly reason: Refusal }[]
  readonly tables: readonly { readonly name: string; readonly problems: readonly TableProblem[] }[]
  readonly repeated: number
}
export const NO_NEWS: AddedNews = { refused: [], tables: [], repeated: 0 }

const TOLD = 8

export function UploadNews({
  news,
  composer,
  state: { uploads },
  onDismiss,
}: {
  readonly news: AddedNews
  readonly composer: Composer
  readonly state: Composed
  readonly onDismiss: () => void
}) {
  const { t } = useTranslation('newBatch')
  const count = (state: string): number => uploads.filter((upload) => upload.state === state).length
  const [stored, failed, lost] = [count('stored'), count('failed'), count('lost')]
  const isUnderWay = count('waiting') + count('sending') > 0
  const share = uploads.reduce((sum, upload) => sum + (upload.state === 'stored' ? 1 : upload.share), 0)
  const sending = t('add.sending', { stored, total: uploads.length })
  return (
    <Stack gap="xs" aria-live="polite">
      {isUnderWay && (
        <div>
          <Text size="sm" className="tabular" mb={4}>
            {sending}
          </Text>
          <Progress value={(share / uploads.length) * 100} aria-label={sending} size="sm" />
        </div>
      )}
      {failed > 0 && (
        <Alert color="red" variant="outline" title={t('add.failed', { count: failed })}>
          <Text size="sm" mb="xs">
            {uploads.find(({ failure }) => failure !== null)?.failure}
          </Text>
          <Button size="xs" variant="default" onClick={() => composer.retry()}>
            {t('add.retryAll')}
          </Button>
        </Alert>
      )}
      {lost > 0 && (
        <Alert color="yellow" variant="outline">
          {t('add.lost', { count: lost })}
        </Alert>
      )}
      {news.repeated > 0 && (
        <Text size="sm" c="dimmed">
          {t('add.repeated', { count: news.repeated })}
        </Text>
      )}
      {news.refused.length > 0 && (
        <Told title={t('add.refusedTitle', { count: news.refused.length })} onDismiss={onDismiss}>
          {news.refused.map(({ path, reason }) => `${path} ${t(`add.refused.${reason}`)}`)}
        </Told>
      )}
      {news.tables.map(({ name, problems }) => (
        <Told key={name} title={t('table.refused', { name })} onDismiss={onDismiss}>
          {problems.map((problem) => t(`table.${problem.code}`, { ...problem }))}
        </Told>
      ))}
    </Stack>
  )
}

function Told({
  title,
  children,
  onDismiss,
}: {
  readonly title: string
  readonly children: readonly string[]
  readonly onDismiss: () => void
}) {
  const { t } = useTranslation('newBatch')
  return (
    <Alert
      color="red"
      variant="outline"
      title={title}
      role="alert"
      withCloseButton
      closeButtonLabel={t('add.dismiss')}
      onClose={onDismiss}
    >
      <List size="sm" style={{ overflowWrap: 'anywhere' }}>
        {children.slice(0, TOLD).map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
      <Group>
        {children.length > TOLD && <Text size="sm">{t('add.andMore', { count: children.length - TOLD })}</Text>}
      </Group>
    </Alert>
  )
}
