import { z } from 'zod'
import { listOf, pageQuery } from './list.ts'
import { meaningfulText, NAME_CHARS, timestamp } from './text.ts'

export const projectSchema = z
  .object({
    id: z.string(),
    object: z.literal('project'),
    name: z.string(),
    created_at: timestamp,
  })
  .meta({ id: 'Project' })
export type Project = z.infer<typeof projectSchema>

export const newProjectSchema = z
  .strictObject({ name: meaningfulText(NAME_CHARS).describe('a label; projects may share one') })
  .meta({ id: 'NewProject' })

export const projectPatchSchema = z.strictObject({ name: meaningfulText(NAME_CHARS) }).meta({ id: 'ProjectPatch' })

export const projectListSchema = listOf(projectSchema)
export const listProjectsQuery = z.strictObject(pageQuery)
