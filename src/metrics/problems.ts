/** What is wrong with a definition: where (path in the YAML), what, and what to do about it. */
export interface Problem {
  readonly path: string
  readonly what: string
  readonly cure: string
}

/** A catalogue that cannot be used. Every problem is listed, so that all of them are mended in one go. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError'
  readonly code = 'CATALOGUE'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, what, cure }) => `${path}: ${what}. ${cure}`).join('\n'))
    this.problems = problems
  }
}
