import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { sendPhoto } from '../../api/new-batch.ts'
import { sessionQuery } from '../../api/session.ts'
import { type Composed, Composer } from './composer.ts'

const composers = new Map<string, Composer>()

function composerOf(projectId: string): Composer {
  const known = composers.get(projectId)
  if (known !== undefined) return known
  const composer = new Composer(projectId, sendPhoto)
  composers.set(projectId, composer)
  return composer
}

/** The one batch that is being composed for the project of whoever is signed in. */
export function useComposer(): { readonly composer: Composer; readonly state: Composed } {
  const { data: session } = useQuery(sessionQuery)
  const projectId = session?.project.id ?? ''
  const composer = useMemo(() => composerOf(projectId), [projectId])
  const state = useSyncExternalStore(composer.subscribe, composer.state)
  const isSending = state.uploads.some((upload) => upload.state === 'waiting' || upload.state === 'sending')
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent): void => {
      composer.flush()
      if (isSending) event.preventDefault()
    }
    window.addEventListener('beforeunload', onLeave)
    return () => window.removeEventListener('beforeunload', onLeave)
  }, [composer, isSending])
  return { composer, state }
}
