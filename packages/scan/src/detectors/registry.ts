import { base64DerDetector } from './base64-der.ts'
import type { Detector } from './contract.ts'
import { derCertificateDetector } from './der-certificate.ts'
import { pemDetector } from './pem.ts'
import { signedDataDetector } from './signed-data.ts'

/** Every detector, in the order in which they are asked about a needle they share. */
export const detectors: readonly Detector[] = [
  signedDataDetector,
  derCertificateDetector,
  pemDetector,
  base64DerDetector,
]
