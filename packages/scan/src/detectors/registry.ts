import { arrayDecimalDetector } from './array-decimal.ts'
import { arrayHexDetector } from './array-hex.ts'
import { arraySignedDetector } from './array-signed.ts'
import { base64Base64Detector } from './base64-base64.ts'
import { base64DerDetector } from './base64-der.ts'
import { base64InsideDetector } from './base64-inside.ts'
import { base64KeystoreDetector } from './base64-keystore.ts'
import { base64PemDetector } from './base64-pem.ts'
import { base64Utf16Detector } from './base64-utf16.ts'
import { bksDetector } from './bks.ts'
import type { Detector } from './contract.ts'
import { decimalEscapeDetector } from './decimal-escape.ts'
import { derCertificateDetector } from './der-certificate.ts'
import { derKeyDetector } from './der-key.ts'
import { derPublicKeyDetector } from './der-public-key.ts'
import { derRequestDetector } from './der-request.ts'
import { escapeUDetector } from './escape-u.ts'
import { escapeXDetector } from './escape-x.ts'
import { hexDetector } from './hex.ts'
import { hexSeparatedDetector } from './hex-separated.ts'
import { jksDetector } from './jks.ts'
import { octalDetector } from './octal.ts'
import { pemDetector } from './pem.ts'
import { pemUtf16Detector } from './pem-utf16.ts'
import { pinAndroidNscDetector } from './pin-android-nsc.ts'
import { pinCodeDetector } from './pin-code.ts'
import { pinCommandDetector } from './pin-command.ts'
import { pinHpkpDetector } from './pin-hpkp.ts'
import { pinIosDetector } from './pin-ios.ts'
import { pinOkhttpDetector } from './pin-okhttp.ts'
import { pkcs12Detector } from './pkcs12.ts'
import { sealedTextDetector } from './sealed-text.ts'
import { signedDataDetector } from './signed-data.ts'

/** Every detector, in the order in which they are asked about a needle they share: wider structures first. */
export const detectors: readonly Detector[] = [
  signedDataDetector,
  pkcs12Detector,
  jksDetector,
  bksDetector,
  derKeyDetector,
  derCertificateDetector,
  derRequestDetector,
  derPublicKeyDetector,
  pemDetector,
  pemUtf16Detector,
  arrayDecimalDetector,
  arrayHexDetector,
  arraySignedDetector,
  base64Base64Detector,
  base64DerDetector,
  base64InsideDetector,
  base64KeystoreDetector,
  base64PemDetector,
  base64Utf16Detector,
  decimalEscapeDetector,
  escapeUDetector,
  escapeXDetector,
  hexDetector,
  hexSeparatedDetector,
  octalDetector,
  pinAndroidNscDetector,
  pinCodeDetector,
  pinCommandDetector,
  pinHpkpDetector,
  pinIosDetector,
  pinOkhttpDetector,
  sealedTextDetector,
]
