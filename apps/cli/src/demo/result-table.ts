export type MadeVideo = {
  readonly file: string
  readonly durationMs: number
  readonly width: number
  readonly height: number
  readonly sizeBytes: number
  readonly sha256: string
}

/** A line for each video, the columns aligned, the path last as it is the longest. */
export function resultTable(videos: readonly MadeVideo[]): string[] {
  const rows = [
    ['length', 'picture', 'size', 'sha256', 'file'],
    ...videos.map((video) => [
      `${(video.durationMs / 1_000).toFixed(1)} s`,
      `${video.width}x${video.height}`,
      `${Math.ceil(video.sizeBytes / 1_000)} kB`,
      video.sha256.slice(0, 12),
      video.file,
    ]),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
}
