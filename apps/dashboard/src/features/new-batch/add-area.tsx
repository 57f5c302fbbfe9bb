import { Button, Group, Text } from '@mantine/core'
import { IconFileSpreadsheet, IconFolder, IconLink, IconPhotoPlus } from '@tabler/icons-react'
import { memo, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ACCEPTED, type GivenFile } from './check-file.ts'
import { readChosen, readDropped } from './dropped-files.ts'
import classes from './new-batch.module.css'

/** Where photos, folders and tables come in; what is dropped anywhere on the page is taken too. */
export const AddArea = memo(function AddArea({
  onFiles,
  onPasteUrls,
}: {
  readonly onFiles: (files: readonly GivenFile[]) => void
  readonly onPasteUrls: () => void
}) {
  const { t } = useTranslation('newBatch')
  const isOver = useDrops(onFiles)
  return (
    <div className={classes.drop} data-over={isOver || undefined}>
      <div>
        <Text fw={600}>{isOver ? t('add.dropNow') : t('add.drop')}</Text>
        <Text size="sm" c="dimmed">
          {t('add.hint')}
        </Text>
      </div>
      <Group gap="xs" justify="center">
        <Chooser
          icon={<IconPhotoPlus size={16} />}
          label={t('add.choosePhotos')}
          accept={ACCEPTED}
          isPrimary
          onFiles={onFiles}
        />
        <Chooser icon={<IconFolder size={16} />} label={t('add.chooseFolder')} isFolder onFiles={onFiles} />
        <Chooser
          icon={<IconFileSpreadsheet size={16} />}
          label={t('add.chooseTable')}
          accept=".csv,.tsv,text/csv"
          onFiles={onFiles}
        />
        <Button variant="default" size="xs" leftSection={<IconLink size={16} />} onClick={onPasteUrls}>
          {t('add.pasteUrls')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {t('table.format')}
      </Text>
    </div>
  )
})

/** @returns whether files are held over the page */
function useDrops(onFiles: (files: readonly GivenFile[]) => void): boolean {
  const [isOver, setOver] = useState(false)
  const latest = useRef(onFiles)
  latest.current = onFiles
  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true
    const onOver = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event) || event.dataTransfer === null) return
      event.preventDefault()
      setOver(false)
      void readDropped(event.dataTransfer).then((files) => latest.current(files))
    }
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [])
  return isOver
}

function Chooser({
  icon,
  label,
  accept,
  isFolder = false,
  isPrimary = false,
  onFiles,
}: {
  readonly icon: React.ReactNode
  readonly label: string
  readonly accept?: string
  readonly isFolder?: boolean
  readonly isPrimary?: boolean
  readonly onFiles: (files: readonly GivenFile[]) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button
        variant={isPrimary ? 'filled' : 'default'}
        size="xs"
        leftSection={icon}
        onClick={() => input.current?.click()}
      >
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label={label}
        accept={accept}
        {...(isFolder ? { webkitdirectory: '' } : {})}
        onChange={(event) => {
          const files = readChosen(event.currentTarget.files)
          event.currentTarget.value = ''
          onFiles(files)
        }}
      />
    </>
  )
}
