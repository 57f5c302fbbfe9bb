/** So that rotating over and over within a day makes no header that receivers find too long. */
const MAX_SIGNATURES = 5

type Expiring = {
  /** When it ceases to sign, a day after the rotation that replaced it; null for the newest. */
  readonly expiresAt: Date | null
}

/** The secrets that sign now, the newest first, at most 5. */
export const goodSecrets = <Secret extends Expiring>(secrets: readonly Secret[], now: Date): readonly Secret[] =>
  secrets
    .filter((secret) => endOf(secret) > now.getTime())
    .toSorted((one, other) => (endOf(one) === endOf(other) ? 0 : endOf(other) - endOf(one)))
    .slice(0, MAX_SIGNATURES)

const endOf = ({ expiresAt }: Expiring): number => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY
