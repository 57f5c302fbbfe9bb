import type { Stage } from '@nemo-batch/domain'
import type { StageDefinition } from '../flow/stage.ts'
import { fetchVideo } from './fetch-video.ts'
import { openSession } from './open-session.ts'
import { renderVideo } from './render-video.ts'
import { sendInstruction } from './send-instruction.ts'
import { uploadMedia } from './upload-media.ts'
import { verifyDraft } from './verify-draft.ts'

export const STAGE_REGISTRY: Readonly<Record<Stage, StageDefinition>> = {
  session: openSession,
  upload: uploadMedia,
  instruct: sendInstruction,
  verify: verifyDraft,
  render: renderVideo,
  fetch: fetchVideo,
}
