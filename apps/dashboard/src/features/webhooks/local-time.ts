const two = (number: number): string => String(number).padStart(2, '0')

/** As inputs of the type `datetime-local` take a time: in the viewer's zone, to the minute. */
export const toLocalInput = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
