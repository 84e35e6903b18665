/**
 * A name of its own from a title: `Revenue standup` becomes `revenue-standup`, a second one `revenue-standup-2`.
 * @param otherwise what a title is called of which no letter is left
 */
export async function freeName(
  title: string,
  otherwise: string,
  isTaken: (name: string) => Promise<boolean>,
): Promise<string> {
  const plain = title
    .normalize('NFD')
    .toLocaleLowerCase('en')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
  const base = plain === '' ? otherwise : plain.slice(0, 50)
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!(await isTaken(name))) return name
  }
}
