/** Something about what was asked for is wrong; the message says what, and what to do. */
export class Mistake extends Error {
  override readonly name = 'Mistake';
}

/** What a command's arguments are parsed to. @throws Mistake that tells the usage, where they are not understood */
export function parsed<T>(usage: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Mistake(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

/** Runs a command: a mistake ends it with its message alone, anything else with its stack too. */
export async function command(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const expected = error instanceof Error && ['Mistake', 'NetworkError'].includes(error.name);
    console.error(expected ? error.message : error);
    process.exitCode = 1;
  }
}
