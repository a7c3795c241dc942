import { hexSeparatedDetector } from '../../src/detectors/hex-separated.ts'
import { testShapes } from './finding-shapes.ts'
import { shapes } from './shapes.ts'

testShapes(hexSeparatedDetector, shapes, ['leaf', 'root-a', 'leaf-rsa-2048', 'odd-v1', 'leaf-expired'])
