import { IconFileMusic, IconMovie, IconPhoto } from '@tabler/icons-react'
import { useState } from 'react'
import { type ThumbnailSize, thumbnailUrl } from '../../../api/files.ts'
import classes from './photos.module.css'
import type { Picture } from './pictures.ts'

const ICONS = { photo: IconPhoto, clip: IconMovie, sound: IconFileMusic }

/** A small picture, or a sign of what it is where there is none. */
export function Thumbnail({
  picture: { file_id: fileId, kind },
  size,
  name,
}: {
  readonly picture: Pick<Picture, 'file_id' | 'kind'>
  readonly size: ThumbnailSize
  /** Empty where it stands beside. */
  readonly name: string
}) {
  const [isBroken, setBroken] = useState(false)
  const Sign = ICONS[kind]
  if (fileId === null || kind !== 'photo' || isBroken)
    return (
      <span className={classes.sign}>
        <Sign
          size={24}
          stroke={1.4}
          {...(name === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}
        />
      </span>
    )
  return (
    <img
      className={classes.image}
      src={thumbnailUrl(fileId, size)}
      alt={name}
      loading="lazy"
      decoding="async"
      onError={() => setBroken(true)}
    />
  )
}
