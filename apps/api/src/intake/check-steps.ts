import { type Fault, faultAt, type PlacedMedia, readSteps } from '@nemo-batch/contracts'
import type { NewStep, ProjectTransaction } from '@nemo-batch/database'
import { checkMedia, fileIdOf, type MediaSources, planMedia, SentFiles } from './check-media.ts'
import { FaultList } from './fault-list.ts'

/**
 * Reads the steps of a request for a job that is there.
 * @throws ApiProblem `invalid_input` with every fault
 */
export async function checkSteps(
  body: unknown,
  project: Pick<ProjectTransaction, 'findFiles'>,
  { allowPrivateNetworks }: Pick<MediaSources, 'allowPrivateNetworks'>,
): Promise<readonly NewStep[]> {
  const { steps, faults, media } = readSteps(body)
  const files = await project.findFiles(media.flatMap(({ item }) => fileIdOf(item) ?? []))
  const sources = { files, sent: new SentFiles(null), allowPrivateNetworks }
  const found = new FaultList()
  found.add(faults)
  for (const item of media) found.add(mediaFaults(item, sources))
  found.throwIfAny()
  return (steps ?? []).map((step) => ({ ...step, media: step.media.map((item) => planNamed(item, sources)) }))
}

const mediaFaults = (media: PlacedMedia, sources: MediaSources): Fault[] =>
  typeof media.item === 'object' && 'file' in media.item
    ? [
        faultAt(
          [...media.path, 'file'],
          'file_not_taken',
          'Files cannot be sent along here: send it to POST /v1/files, and name it by its `file_id`',
        ),
      ]
    : checkMedia(media, sources)

function planNamed(item: PlacedMedia['item'], sources: MediaSources): NewStep['media'][number] {
  const planned = planMedia(item, sources)
  if ('upload' in planned) throw new Error('what is sent along has a fault here')
  return planned
}
