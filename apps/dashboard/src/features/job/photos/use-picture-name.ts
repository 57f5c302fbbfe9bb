import { useTranslation } from 'react-i18next'
import type { Picture } from './pictures.ts'

export function usePictureName({ filename, at }: Pick<Picture, 'filename' | 'at'>): string {
  const { t } = useTranslation('job')
  return filename ?? t('photos.unnamed', { n: at + 1 })
}
