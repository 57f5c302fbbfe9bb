import { createHash, randomBytes } from 'node:crypto'
import { copyFile, mkdir, rm, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { RangeMs } from '../config.ts'
import { type FaultSet, faultNumber } from '../faults.ts'
import type { MediaFile } from '../media/media-file.ts'
import { nasty } from '../nasty-text.ts'
import type { Pace } from '../pace.ts'
import { DraftRefused, type RenderPlan } from './render-plan.ts'

export type RenderStatus = 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled'

/** `publicName` is the random name of its video under `/output/`; `filePath` is null until there is one. */
export type Render = {
  readonly id: string
  readonly sessionId: string
  readonly userId: string
  readonly publicName: string
  readonly faults: FaultSet
  readonly plan: RenderPlan
  /** It fails in the end, whatever is drawn. */
  readonly isDoomed: boolean
  readonly stop: AbortController
  status: RenderStatus
  progress: number
  error: string | null
  polls: number
  filePath: string | null
}

export type RendersOptions = {
  readonly dir: string
  readonly concurrency: number
  readonly cachesRenders: boolean
  readonly renderMs: RangeMs
  readonly pace: Pace
  readonly findFile: (id: string) => MediaFile | undefined
  /** Called once for each render, whatever its end is. */
  readonly onEnd: (render: Render) => void
  readonly draw: (
    plan: RenderPlan,
    target: string,
    options: { signal: AbortSignal; onProgress: (percent: number) => void },
  ) => Promise<void>
}

/** All renders, by id. They run on when their caller is gone; a fixed number of them draws at once. */
export class Renders {
  readonly #options: RendersOptions
  readonly #renders = new Map<string, Render>()
  readonly #byPublicName = new Map<string, Render>()
  readonly #drawn = new Map<string, Promise<string>>()
  readonly #queue: (() => void)[] = []
  readonly #running = new Set<Promise<void>>()
  #drawing = 0

  constructor(options: RendersOptions) {
    this.#options = options
  }

  get(id: string): Render | undefined {
    return this.#renders.get(id)
  }

  byPublicName(name: string): Render | undefined {
    return this.#byPublicName.get(name)
  }

  begin(order: Pick<Render, 'id' | 'sessionId' | 'userId' | 'faults' | 'plan' | 'isDoomed'>): Render {
    const render: Render = {
      ...order,
      publicName: `${randomBytes(16).toString('hex')}.mp4`,
      stop: new AbortController(),
      status: 'pending',
      progress: 0,
      error: null,
      polls: 0,
      filePath: null,
    }
    this.#remember(render)
    this.#start(render)
    return render
  }

  dump() {
    return [...this.#renders.values()].map(({ stop, ...render }) => render)
  }

  /** Takes in what was dumped; renders that had not ended begin again. */
  restore(renders: ReturnType<Renders['dump']>): void {
    for (const each of renders) {
      const render: Render = { ...each, stop: new AbortController() }
      this.#remember(render)
      if (isUnderWay(render)) this.#start(render)
    }
  }

  cancel(render: Render): void {
    if (!isUnderWay(render)) return
    render.status = 'cancelled'
    render.stop.abort()
  }

  stop(): void {
    for (const render of this.#renders.values()) this.cancel(render)
  }

  /** Resolves when nothing is being drawn any more. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#running, ...this.#drawn.values()])
  }

  #remember(render: Render): void {
    this.#renders.set(render.id, render)
    this.#byPublicName.set(render.publicName, render)
  }

  #start(render: Render): void {
    const running = this.#carryOut(render).finally(() => {
      this.#running.delete(running)
      this.#options.onEnd(render)
    })
    this.#running.add(running)
  }

  async #carryOut(render: Render): Promise<void> {
    const { plan, isDoomed } = render
    const { signal } = render.stop
    try {
      const leastMs =
        render.faults.render_slow === undefined
          ? this.#options.pace.pick(this.#options.renderMs)
          : faultNumber(render.faults.render_slow, 10) * 1_000
      if (render.faults.render_hang !== undefined) {
        this.#report(render, 42)
        await untilAborted(signal)
      }
      if (isDoomed) throw new DraftRefused('the renderer failed (on demand)')
      const work = Promise.all([this.#drawOnce(render, plan, leastMs === 0), this.#pass(render, leastMs)])
      const [file] = await Promise.race([work, untilAborted(signal)])
      const delivered = await this.#spoil(render, file)
      signal.throwIfAborted()
      render.filePath = delivered
      render.progress = 100
      render.status = 'completed'
    } catch (error) {
      if (signal.aborted) return
      render.status = 'failed'
      render.error = nasty(error instanceof Error ? error.message : 'unknown', render.faults)
    }
  }

  /** The least time a render takes. Where there is one, progress goes by it, and not by the drawing. */
  async #pass(render: Render, leastMs: number): Promise<void> {
    const steps = Math.min(20, Math.ceil(leastMs / 250))
    for (let step = 1; step <= steps; step += 1) {
      await this.#options.pace.wait(leastMs / steps, render.stop.signal).catch(() => undefined)
      if (render.stop.signal.aborted) return
      this.#report(render, Math.round((step / steps) * 99))
    }
  }

  #report(render: Render, percent: number): void {
    if (render.status === 'pending') render.status = 'processing'
    if (render.status === 'processing' && percent > render.progress) render.progress = percent
  }

  #drawOnce(render: Render, plan: RenderPlan, tellsProgress: boolean): Promise<string> {
    const report = (percent: number): void => {
      if (tellsProgress) this.#report(render, percent)
    }
    if (!this.#options.cachesRenders) return this.#draw(plan, render.id, render.stop.signal, report)
    const key = this.#keyOf(plan)
    const known = this.#drawn.get(key)
    if (known !== undefined) {
      report(50)
      return known
    }
    // Shared by whoever asks for the same: one caller's cancel must not take it from the others.
    const drawing = this.#draw(plan, key, new AbortController().signal, report)
    this.#drawn.set(key, drawing)
    drawing.catch(() => this.#drawn.delete(key))
    return drawing
  }

  async #draw(plan: RenderPlan, name: string, signal: AbortSignal, report: (percent: number) => void): Promise<string> {
    const target = path.join(this.#options.dir, `${name}.mp4`)
    const drawing = this.#takeTurn(async () => {
      signal.throwIfAborted()
      report(1)
      await mkdir(this.#options.dir, { recursive: true })
      await this.#options.draw(plan, target, { signal, onProgress: report })
    })
    this.#running.add(drawing)
    await drawing.finally(() => this.#running.delete(drawing))
    return target
  }

  async #takeTurn(work: () => Promise<void>): Promise<void> {
    if (this.#drawing >= this.#options.concurrency) await new Promise<void>((resolve) => this.#queue.push(resolve))
    else this.#drawing += 1
    try {
      await work()
    } finally {
      const next = this.#queue.shift()
      if (next === undefined) this.#drawing -= 1
      else next()
    }
  }

  /** The same pictures in the same arrangement give the same video, whatever their ids are. */
  #keyOf(plan: RenderPlan): string {
    const hashOf = (fileId: string | null): string | null =>
      fileId === null ? null : (this.#options.findFile(fileId)?.sha256 ?? `missing ${fileId}`)
    const content = {
      ...plan,
      clips: plan.clips.map((clip) => ({ ...clip, fileId: hashOf(clip.fileId) })),
      music: plan.music === null ? null : { ...plan.music, fileId: hashOf(plan.music.fileId) },
    }
    return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 40)
  }

  /** What the fault `bad_mp4` delivers in place of the video. */
  async #spoil(render: Render, file: string): Promise<string> {
    const kind = render.faults.bad_mp4
    if (kind === undefined) return file
    const spoiled = path.join(this.#options.dir, `${render.publicName}.spoiled`)
    if (kind === 'empty') await writeFile(spoiled, '')
    else if (kind === 'html') await writeFile(spoiled, '<!doctype html><title>Bad gateway</title>\n')
    else {
      await rm(spoiled, { force: true })
      await copyFile(file, spoiled)
      await truncate(spoiled, 4_000)
    }
    return spoiled
  }
}

const isUnderWay = ({ status }: Render): boolean => status === 'pending' || status === 'processing'

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
