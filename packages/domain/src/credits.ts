/** What the provider asks for an editing message, by its price list. A render costs nothing. */
export const MESSAGE_CREDITS = 50
