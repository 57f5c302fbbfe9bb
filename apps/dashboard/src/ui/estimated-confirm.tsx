import { Skeleton, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { useAct } from './act.ts'
import { Confirm } from './confirm.tsx'
import { Failure } from './failure.tsx'

/** Asks the service what something would do and cost, says so, and does it when that is confirmed. */
export function EstimatedConfirm<Estimate, Answer>({
  isOpen,
  title,
  action,
  isDangerous = false,
  estimate,
  describe,
  isPossible,
  act,
  done,
  onDone,
  onClose,
}: {
  readonly isOpen: boolean
  readonly title: string
  /** What the button says, once it is known what it will do. */
  readonly action: (estimate: Estimate | undefined) => string
  readonly isDangerous?: boolean
  readonly estimate: () => Promise<Estimate>
  readonly describe: (estimate: Estimate) => ReactNode
  /** Whether there is anything to do at all. */
  readonly isPossible: (estimate: Estimate) => boolean
  readonly act: () => Promise<Answer>
  readonly done?: (answer: Answer) => string
  readonly onDone?: (answer: Answer) => void
  readonly onClose: () => void
}) {
  const asked = useMutation({ mutationFn: estimate })
  const { mutate: ask, reset } = asked
  useEffect(() => {
    if (isOpen) ask()
    return reset
  }, [isOpen, ask, reset])
  const doing = useAct<void, Answer>({
    mutationFn: act,
    done: (answer) => done?.(answer) ?? null,
    onSuccess: (answer) => {
      onDone?.(answer)
      onClose()
    },
  })
  return (
    <Confirm
      isOpen={isOpen}
      title={title}
      action={action(asked.data)}
      isDangerous={isDangerous}
      isBusy={doing.isPending}
      isReady={asked.data !== undefined && isPossible(asked.data)}
      onConfirm={() => doing.mutate()}
      onClose={onClose}
    >
      <div aria-live="polite">
        {asked.error !== null && <Failure error={asked.error} onRetry={() => ask()} />}
        {asked.data !== undefined && describe(asked.data)}
        {asked.data === undefined && asked.error === null && (
          <Stack gap={8}>
            <Skeleton h={16} w="80%" />
            <Skeleton h={16} w="60%" />
          </Stack>
        )}
      </div>
    </Confirm>
  )
}
