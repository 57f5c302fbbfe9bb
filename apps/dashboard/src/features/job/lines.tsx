/** A list of texts that stay as they are; the same one may come twice. */
export const Lines = ({
  lines,
  className,
}: {
  readonly lines: readonly string[]
  readonly className: string | undefined
}) => (
  <ul className={className}>
    {lines.map((line, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity, and never move
      <li key={at}>{line}</li>
    ))}
  </ul>
)
