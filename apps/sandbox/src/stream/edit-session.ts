import { applyInstruction } from '../drafts/apply-instruction.ts'
import { describeChanges } from '../drafts/describe-changes.ts'
import { type Draft, TEXT, VIDEO } from '../drafts/draft.ts'
import { type FaultSet, faultNumber } from '../faults.ts'
import { paintGeneratedClips } from '../media/paint-generated-clips.ts'
import { nasty, withNastyNames } from '../nasty-text.ts'
import type { Session } from '../sessions.ts'
import { type Instruction, readInstruction } from '../understanding/read-instruction.ts'
import type { World } from '../world.ts'
import type { Listener } from './event-stream.ts'

const STREAM_LIMIT_MS = 15 * 60_000
const COSTS = { edit: 50, generation: 100 } as const

/** A message understood: what it wants, what it costs, what is to go wrong. */
export type Message = {
  readonly text: string
  readonly instruction: Instruction
  readonly isGeneration: boolean
  readonly cost: number
  readonly faults: FaultSet
}

/** An instruction that asks to generate, or comes before any picture does, makes a clip: 100 credits, else 50. */
export function readMessage(session: Session, text: string, faults: FaultSet): Message {
  const instruction = readInstruction(text)
  const hasPictures = session.files.some((file) => file.kind !== 'audio')
  const isGeneration = !hasPictures && (instruction.wantsGeneration || session.draft === null)
  return { text, instruction, isGeneration, cost: isGeneration ? COSTS.generation : COSTS.edit, faults }
}

/**
 * Answers a message whose credits are frozen already. Runs to its end whether or not anybody still listens, and charges
 * once, when the draft changes. @throws only when the sandbox stops
 */
export async function editSession(world: World, session: Session, message: Message, stream: Listener) {
  const { faults, cost } = message
  let isCharged = false
  try {
    if (faults.stream_error !== undefined) {
      stream.send({ kind: 'error', message: nasty('the agent failed (on demand)', faults) })
      return
    }
    if (faults.heartbeats !== undefined) return await beatForEver(world, stream)
    const tool = message.isGeneration ? 'generate_video' : 'edit_draft'
    stream.send({ kind: 'tool_call', name: tool, args: { instruction: message.text.slice(0, 200) } })
    const listener = faults.hang === undefined ? stream : null
    await work(world, message, listener)
    const paragraphs = await change(world, session, message)
    world.accounts.charge(session.userId, cost)
    isCharged = true
    listener?.send({ kind: 'tool_result', name: tool, result: { status: 'success', draft_updated: true } })
    if (listener === null) return await untilGone(world, stream)
    await reply(world, message, paragraphs, stream)
  } finally {
    if (!isCharged) world.accounts.release(session.userId, cost)
    stream.end()
  }
}

async function work(world: World, { faults, isGeneration }: Message, stream: Listener | null): Promise<void> {
  const { options, pace } = world
  const range = isGeneration ? options.generationMs : options.editMs
  let leftMs = faults.slow === undefined ? pace.pick(range) : faultNumber(faults.slow, 10) * 1_000
  while (leftMs > 0) {
    const stepMs = Math.min(leftMs, pace.pick(options.heartbeatMs))
    await pace.wait(stepMs)
    leftMs -= stepMs
    if (leftMs > 0) stream?.send({ kind: 'heartbeat' })
  }
}

/** Changes the draft and returns what there is to say about it. */
async function change(world: World, session: Session, message: Message): Promise<string[]> {
  const { faults, instruction } = message
  if (message.isGeneration) session.generated.push(...(await paintGeneratedClips(world.media, session)))
  const { draft: edited, changes } = applyInstruction({
    draft: session.draft,
    files: [...session.files, ...session.generated],
    instruction,
    text: message.text,
    longestSide: world.options.longestSide,
  })
  const draft = withNastyNames(edited, faults)
  if (faults.empty_draft !== undefined) session.draft = emptied(draft)
  else if (faults.no_change === undefined) stage(world, session, draft, faults)
  return describeChanges(changes, instruction.language)
}

const emptied = (draft: Draft): Draft => ({ ...draft, d: 0, t: draft.t.map((track) => ({ ...track, sg: [] })) })

const TWO_STAGE_SECONDS = { instant: 0.3, quick: 3, real: 20 } as const

/** With `two_stage` the pictures come first, and the rest later, unless another message was faster. */
function stage(world: World, session: Session, draft: Draft, faults: FaultSet): void {
  session.draft = draft
  if (faults.two_stage === undefined) return
  const raw: Draft = { ...draft, t: draft.t.filter((track) => track.tt === VIDEO) }
  session.draft = raw
  const full: Draft =
    raw.t.length < draft.t.length
      ? draft
      : { ...draft, t: [...draft.t, { tt: TEXT, sg: [{ id: 'seg_title', s: 0, d: 2_000, m: { text: 'New' } }] }] }
  const seconds = faultNumber(faults.two_stage, TWO_STAGE_SECONDS[world.options.profile])
  void world.pace.wait(seconds * 1_000).then(
    () => {
      if (session.draft === raw) session.draft = full
      world.changed()
    },
    () => undefined,
  )
}

async function reply(world: World, message: Message, paragraphs: readonly string[], stream: Listener) {
  const { options, pace } = world
  const isSilent = message.faults.silent !== undefined || pace.roll() * 100 < options.silentPercent
  if (isSilent) return
  const pauseMs = pace.pick(options.textMs) / Math.max(1, paragraphs.length)
  for (const [index, paragraph] of paragraphs.entries()) {
    await pace.wait(pauseMs)
    stream.send({ kind: 'text', content: index === 0 ? nasty(paragraph, message.faults) : `\n${paragraph}` })
  }
  if (message.faults.temporary_issue !== undefined)
    stream.send({ kind: 'text', content: '\nI encountered a temporary issue. Please try again later.' })
}

async function beatForEver(world: World, stream: Listener): Promise<void> {
  const endsAt = Date.now() + STREAM_LIMIT_MS
  while (!stream.gone.aborted && Date.now() < endsAt) {
    stream.send({ kind: 'heartbeat' })
    await world.pace.wait(world.pace.pick(world.options.heartbeatMs), stream.gone).catch(() => undefined)
    if (world.stopping.aborted) return
  }
}

const untilGone = (world: World, stream: Listener): Promise<void> =>
  world.pace.wait(STREAM_LIMIT_MS, stream.gone).catch(() => undefined)
