import { notifications } from '@mantine/notifications'
import { type UseMutationOptions, type UseMutationResult, useMutation } from '@tanstack/react-query'
import i18next from 'i18next'
import { describeFailure } from './failure.tsx'

/** Something that is done by a button: says what it did, and why it did not. The page itself is told by the changes. */
export function useAct<Input = void, Answer = unknown>({
  done,
  ...options
}: UseMutationOptions<Answer, Error, Input> & {
  /** What to say when it is done; nothing where the page shows it anyway. */
  readonly done?: (answer: Answer, input: Input) => string | null
}): UseMutationResult<Answer, Error, Input> {
  return useMutation<Answer, Error, Input>({
    ...options,
    onSuccess: (answer, input, ...rest) => {
      const message = done?.(answer, input) ?? null
      if (message !== null) notifications.show({ message, color: 'green' })
      return options.onSuccess?.(answer, input, ...rest)
    },
    onError: (error, ...rest) => {
      const { message, requestId } = describeFailure(error)
      const id = requestId === null ? '' : ` (${i18next.t('requestId', { id: requestId })})`
      notifications.show({ title: i18next.t('actFailed'), message: message + id, color: 'red', autoClose: 10_000 })
      return options.onError?.(error, ...rest)
    },
  })
}
