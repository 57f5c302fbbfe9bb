import { done } from '@nemo-batch/domain'
import { NemoError } from '@nemo-batch/nemo-client'
import type { StageContext, StageDefinition } from '../flow/stage.ts'

/** An empty session costs nothing: after a crash another one is opened. */
export const openSession: StageDefinition = {
  name: 'session',
  async run(context) {
    const { nemo, job, token, signal } = context
    const session = await nemo.openSession({ token, taskName: 'project', language: job.language, signal })
    return {
      decision: done(),
      record: {
        job: {
          sessionId: session.sessionId,
          taskId: session.taskId,
          sessionsOpened: job.sessionsOpened + 1,
          claimUrl: await claimUrl(context, session),
        },
      },
    }
  },
}

/** The link under which a person takes the session over; a job goes on without it. */
async function claimUrl(
  { nemo, token, logger }: StageContext,
  session: { sessionId: string; taskId: string },
): Promise<string | null> {
  try {
    return (await nemo.claimLink({ token, taskId: session.taskId, sessionId: session.sessionId })).url
  } catch (error) {
    if (!(error instanceof NemoError)) throw error
    logger.warn({ code: error.code }, 'no claim link for this session')
    return null
  }
}
