import { Button, Center } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

/** At the end of a list that goes on: reads on when it comes into sight, or by its button. */
export function LoadMore({
  hasMore,
  isLoading,
  onMore,
}: {
  readonly hasMore: boolean
  readonly isLoading: boolean
  readonly onMore: () => void
}) {
  const { t } = useTranslation()
  const { ref, entry } = useIntersection({ rootMargin: '200px' })
  const isSeen = entry?.isIntersecting ?? false
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks once each time it comes into sight or a page has come
  useEffect(() => {
    if (isSeen && hasMore && !isLoading) onMore()
  }, [isSeen, hasMore, isLoading])
  if (!hasMore) return null
  return (
    <Center ref={ref} py="md">
      <Button variant="default" loading={isLoading} onClick={onMore}>
        {t('showMore')}
      </Button>
    </Center>
  )
}
