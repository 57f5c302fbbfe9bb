/**
 * A description leaves its answers open, for fields of later versions. A test wants to hear of a field that is not
 * described, so that every object that names its fields takes no others. What asks for more than that is left alone.
 */
export function closeSchemas(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeSchemas)
  if (typeof value !== 'object' || value === null) return value
  const closed = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closeSchemas(inner)]))
  const namesFields = typeof closed.properties === 'object' && closed.type !== undefined
  return namesFields && closed.additionalProperties === undefined ? { ...closed, additionalProperties: false } : closed
}
