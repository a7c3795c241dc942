import { base64PemDetector } from '../../src/detectors/base64-pem.ts'
import { testLayers } from './layers.ts'

testLayers(base64PemDetector)
