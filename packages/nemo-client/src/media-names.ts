import type { SessionState } from './calls/session.ts'
import { isRecord, pickText } from './foreign-json.ts'

/** The names of the files that a session holds, as its state lists them: how an upload in doubt is looked for. */
export const mediaNames = (state: Pick<SessionState, 'videoInfos'>): string[] =>
  state.videoInfos.flatMap((info) => {
    const name = isRecord(info) ? pickText(info, 500, 'filename', 'file_name', 'name') : null
    return name === null ? [] : [name]
  })
