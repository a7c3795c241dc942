/** What people call a release: `joost 0.9.1`, `joost 0.9.1 (linux-x64)`. */
export const releaseName = (product: string, version: string, platform: string): string =>
  platform === '' ? `${product} ${version}` : `${product} ${version} (${platform})`
