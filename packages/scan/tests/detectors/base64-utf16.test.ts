import { base64Utf16Detector } from '../../src/detectors/base64-utf16.ts'
import { testShapes } from './finding-shapes.ts'
import { shapes } from './shapes.ts'

testShapes(base64Utf16Detector, shapes, ['leaf', 'root-a', 'leaf-rsa-2048', 'odd-v1', 'leaf-expired'])
