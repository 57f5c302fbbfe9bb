/** Judges clauses of one language. All are given masked, and none longer than some hundred characters. */
export type DirectionReader = {
  /** Tells people to do something on a screen. */
  readonly isDirection: (clause: string) => boolean
  /** Belongs to the direction before it: how it goes on, what comes of it, where the control is. */
  readonly goesOn: (clause: string) => boolean
  /** Belongs to the direction after it: `If you like it`, `完成后`. */
  readonly leadsIn: (clause: string) => boolean
  /** Says nothing but that a direction comes: `Next steps`, `提示`. What stands before a colon, or a heading. */
  readonly announces: (clause: string) => boolean
}
