export async function runRehearse(): Promise<number> {
  return 2
}
