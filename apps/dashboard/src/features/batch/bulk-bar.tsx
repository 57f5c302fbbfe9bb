import { Button, CloseButton, Group, Paper, Text } from '@mantine/core'
import { IconPlayerStop, IconRotateClockwise } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkAction } from '../../api/jobs.ts'
import { BulkConfirm } from '../jobs/bulk-confirm.tsx'
import classes from './bulk-bar.module.css'
import { countOf } from './selection.ts'
import type { RowSelection } from './use-selection.ts'

/** What can be done with the chosen jobs, in sight wherever the table is scrolled to. */
export function BulkBar({
  selection: { selection, chooseAll, clear, resolve },
  total,
}: {
  readonly selection: RowSelection
  /** How many jobs match. */
  readonly total: number
}) {
  const { t } = useTranslation('batch')
  const [asked, setAsked] = useState<BulkAction>('retry')
  const [isOpen, setOpen] = useState(false)
  const count = countOf(selection, total)
  const ask = (action: BulkAction): void => {
    setAsked(action)
    setOpen(true)
  }
  return (
    <>
      <div aria-live="polite" className={classes.place}>
        {count > 0 && (
          <Paper withBorder shadow="md" radius="md" px="sm" py={6} className={classes.bar}>
            <Group gap="xs">
              <Text size="sm" fw={550} className="tabular">
                {t('chosen', { count })}
              </Text>
              {selection.kind === 'some' && total > count && (
                <Button size="compact-sm" variant="subtle" onClick={chooseAll}>
                  {t('chooseAll', { count: total })}
                </Button>
              )}
            </Group>
            <Group gap="xs" wrap="nowrap">
              <Button
                size="xs"
                variant="default"
                leftSection={<IconRotateClockwise size={14} />}
                onClick={() => ask('retry')}
              >
                {t('retryChosen', { count })}
              </Button>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconPlayerStop size={14} />}
                onClick={() => ask('cancel')}
              >
                {t('cancelChosen', { count })}
              </Button>
              <CloseButton aria-label={t('chooseNone')} onClick={clear} />
            </Group>
          </Paper>
        )}
      </div>
      <BulkConfirm action={asked} isOpen={isOpen} resolve={resolve} onDone={clear} onClose={() => setOpen(false)} />
    </>
  )
}
