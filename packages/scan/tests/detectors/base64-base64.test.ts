import { base64Base64Detector } from '../../src/detectors/base64-base64.ts'
import { testLayers } from './layers.ts'

testLayers(base64Base64Detector)
