import { ActionIcon, Menu, Modal, Text, Textarea, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { Job } from '@nemo-batch/sdk'
import { IconDots, IconExternalLink, IconLink, IconTerminal2 } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { curlOf } from '../curl.ts'
import { outsideLink } from '../names.ts'

export function MoreMenu({ job }: { readonly job: Job }) {
  const { t } = useTranslation('job')
  const { t: common } = useTranslation()
  /** What the browser would not copy, to be copied by hand. */
  const [uncopied, setUncopied] = useState<string | null>(null)
  const nemoLink = outsideLink(job.nemo.claim_url)
  async function copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      notifications.show({ message: t('act.copied'), color: 'green' })
    } catch {
      // pages that did not come over https have no clipboard
      setUncopied(text)
    }
  }
  return (
    <>
      {nemoLink !== null && (
        <Tooltip label={t('act.openNemo')}>
          <ActionIcon
            component="a"
            href={nemoLink}
            target="_blank"
            rel="noreferrer noopener"
            variant="default"
            size={36}
            aria-label={t('act.openNemo')}
          >
            <IconExternalLink size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('act.more')}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconTerminal2 size={16} />}
            onClick={() => void copy(curlOf(job, window.location.origin))}
          >
            {t('act.copyCurl')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLink size={16} />} onClick={() => void copy(window.location.href)}>
            {t('act.copyLink')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={uncopied !== null}
        onClose={() => setUncopied(null)}
        title={common('copy')}
        size="lg"
        centered
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        <Text size="sm" mb="xs">
          {t('act.notCopied')}
        </Text>
        <Textarea
          value={uncopied ?? ''}
          readOnly
          autosize
          maxRows={16}
          data-autofocus
          aria-label={common('copy')}
          onFocus={(event) => event.currentTarget.select()}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.75rem' } }}
        />
      </Modal>
    </>
  )
}
