/**
 * What variables of the stylesheet stand for just now, in a form that a canvas takes. Read from an element: of a variable
 * itself the browser only tells what is written, `light-dark(…)`.
 */
export function readColors<Name extends `--${string}`>(
  within: Element,
  names: readonly Name[],
): ReadonlyMap<Name, string> {
  const probe = document.createElement('span')
  probe.hidden = true
  within.append(probe)
  const colors = new Map<Name, string>()
  for (const name of names) {
    probe.style.color = `var(${name})`
    colors.set(name, getComputedStyle(probe).color)
  }
  probe.remove()
  return colors
}
