import { language } from '../format.ts'

const DAY_S = 86_400

/** Under a line of the axis: the time of the day, and the day where it begins. In the viewer's zone. */
export function formatTick(atS: number, everyS: number): string {
  const at = new Date(atS * 1_000)
  const isMidnight = at.getHours() === 0 && at.getMinutes() === 0 && at.getSeconds() === 0
  const parts: Intl.DateTimeFormatOptions =
    everyS >= DAY_S || isMidnight
      ? { day: 'numeric', month: 'short' }
      : { hour: '2-digit', minute: '2-digit', ...(everyS < 60 ? { second: '2-digit' } : {}), hourCycle: 'h23' }
  return new Intl.DateTimeFormat(language(), parts).format(at)
}

/** An interval in full, with the zone. */
export function formatInterval(beginS: number, intervalS: number): string {
  return new Intl.DateTimeFormat(language(), {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(intervalS < 60 ? { second: '2-digit' } : {}),
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).formatRange(new Date(beginS * 1_000), new Date((beginS + intervalS) * 1_000))
}
