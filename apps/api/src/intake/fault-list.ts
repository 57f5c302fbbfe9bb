import type { Fault } from '@nemo-batch/contracts'
import { FAULTS_TOLD } from '../limits.ts'
import { ApiProblem, invalidInput } from '../problems.ts'

/** The faults of a request: all are counted, and as many kept as are told. */
export class FaultList {
  readonly #told: Fault[] = []
  #count = 0
  #hasUnreadable = false

  get isEmpty(): boolean {
    return this.#count === 0
  }

  /** @param line of the body, where it has lines */
  add(faults: readonly Fault[], line: number | null = null): void {
    for (const fault of faults) {
      this.#count++
      this.#hasUnreadable ||= fault.code === 'invalid_json'
      if (this.#told.length < FAULTS_TOLD) this.#told.push(line === null ? fault : { ...fault, line })
    }
  }

  /** @throws ApiProblem `invalid_input`; `invalid_json` when a part could not even be read */
  throwIfAny(): void {
    if (this.isEmpty) return
    const problem = invalidInput(this.#told, { count: this.#count })
    if (!this.#hasUnreadable) throw problem
    throw new ApiProblem('invalid_json', problem.message, problem.extras)
  }
}
