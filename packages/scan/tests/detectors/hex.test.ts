import { hexDetector } from '../../src/detectors/hex.ts'
import { testShapes } from './finding-shapes.ts'
import { shapes } from './shapes.ts'

testShapes(hexDetector, shapes, ['leaf', 'root-a', 'leaf-rsa-2048', 'odd-v1', 'leaf-expired'])
