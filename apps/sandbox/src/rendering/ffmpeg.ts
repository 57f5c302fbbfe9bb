import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { access, chmod, copyFile, mkdir } from 'node:fs/promises'
import path from 'node:path'

class FfmpegError extends Error {
  readonly code = 'ffmpeg_failed'
}

export type VideoFacts = {
  readonly width: number | null
  readonly height: number | null
  readonly durationMs: number | null
  readonly fps: number | null
}

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  )

const isRunnable = (file: string): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(file, ['-version'], { stdio: 'ignore', timeout: 20_000 })
    child.once('error', () => resolve(false)).once('close', (exitCode) => resolve(exitCode === 0))
  })

/**
 * The ffmpeg that was chosen, else the one on PATH, else the one of @ffmpeg-installer. npm may have unpacked that one
 * without the execute bit, or into a folder that is not ours to change: then a copy in `dir` is used.
 * @param chosen a path, or `bundled`
 */
export async function findFfmpeg(dir: string, chosen: string | undefined): Promise<string> {
  if (chosen !== undefined && chosen !== 'bundled') return chosen
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg'
  if (chosen === undefined && (await isRunnable(name))) return name
  // Loaded late: the package throws on import where it has no binary for the platform.
  const bundled = (await import('@ffmpeg-installer/ffmpeg')).default.path
  if (await isExecutable(bundled)) return bundled
  await chmod(bundled, 0o755).catch(() => undefined)
  if (await isExecutable(bundled)) return bundled
  await mkdir(dir, { recursive: true })
  const copy = path.join(dir, name)
  await copyFile(bundled, copy)
  await chmod(copy, 0o755)
  return copy
}

/** Runs ffmpeg and knows its children, so that none outlives the sandbox. */
export class Ffmpeg {
  readonly binary: string
  readonly #children = new Set<ChildProcess>()

  constructor(binary: string) {
    this.binary = binary
  }

  /** @throws FfmpegError with the last lines ffmpeg wrote */
  async run(args: readonly string[], options: { signal?: AbortSignal; onOutTimeMs?: (ms: number) => void } = {}) {
    const { exitCode, stderr } = await this.#spawn(args, options)
    if (options.signal?.aborted === true) throw new FfmpegError('the render was stopped')
    if (exitCode !== 0) throw new FfmpegError(`ffmpeg ended with ${exitCode}: ${stderr.trim().slice(-500)}`)
  }

  /** Size, length and rate of a video or sound file; null when there is neither picture nor sound in it. */
  async probe(file: string): Promise<VideoFacts | null> {
    const { stderr } = await this.#spawn(['-hide_banner', '-nostdin', '-i', file], {
      signal: AbortSignal.timeout(20_000),
    })
    if (!/Stream #.*(Video|Audio):/.test(stderr)) return null
    const size = /Video:.*?\b(\d{2,5})x(\d{2,5})\b/.exec(stderr)
    const length = /Duration: (\d+):(\d+):(\d+\.\d+)/.exec(stderr)
    const fps = /Video:.*?([\d.]+) fps/.exec(stderr)
    return {
      width: size === null ? null : Number(size[1]),
      height: size === null ? null : Number(size[2]),
      durationMs:
        length === null
          ? null
          : Math.round((Number(length[1]) * 3600 + Number(length[2]) * 60 + Number(length[3])) * 1000),
      fps: fps === null ? null : Number(fps[1]),
    }
  }

  stop(): void {
    for (const child of this.#children) child.kill('SIGKILL')
  }

  #spawn(args: readonly string[], options: { signal?: AbortSignal; onOutTimeMs?: (ms: number) => void }) {
    return new Promise<{ exitCode: number | null; stderr: string }>((resolve, reject) => {
      const child = spawn(this.binary, args, { stdio: ['ignore', 'pipe', 'pipe'] })
      this.#children.add(child)
      const kill = () => child.kill('SIGKILL')
      if (options.signal?.aborted === true) kill()
      options.signal?.addEventListener('abort', kill, { once: true })
      const settle = () => {
        this.#children.delete(child)
        options.signal?.removeEventListener('abort', kill)
      }
      let stderr = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr = (stderr + text).slice(-20_000)
      })
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const last = [...text.matchAll(/out_time_(?:ms|us)=(\d+)/g)].at(-1)
        // Both keys hold microseconds; the first one is misnamed in every release.
        if (last !== undefined) options.onOutTimeMs?.(Number(last[1]) / 1000)
      })
      child.once('error', (error) => {
        settle()
        reject(new FfmpegError(`cannot run ffmpeg: ${error.message}`))
      })
      child.once('close', (exitCode) => {
        settle()
        resolve({ exitCode, stderr })
      })
    })
  }
}
