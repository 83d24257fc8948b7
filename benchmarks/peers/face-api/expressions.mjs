// Faces, landmarks and expressions of photos by face-api on TensorFlow.js with its WebAssembly backend, one thread.
//   node expressions.mjs MODULES ssd|tiny PHOTO...
// MODULES is the folder with node_modules. Prints a line of JSON a photo and one of the whole, loading and a first photo not counted.
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';

const LONGER_SIDE = 960; // photos are decoded to this; face-api makes 512 (SSD) or 416 (tiny) pixels of it, its defaults

const [folder, detector, ...photos] = process.argv.slice(2);
const modules = resolve(folder);
const require = createRequire(join(modules, 'package.json'));
const wasm = require('@tensorflow/tfjs-backend-wasm');
const tf = require('@tensorflow/tfjs');
const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
const sharp = require('sharp');

sharp.concurrency(1);
wasm.setWasmPaths(join(modules, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'));
await tf.setBackend('wasm');
await tf.ready();
const weights = join(modules, 'node_modules/@vladmandic/face-api/model');
const finder = detector === 'ssd' ? faceapi.nets.ssdMobilenetv1 : faceapi.nets.tinyFaceDetector;
for (const net of [finder, faceapi.nets.faceLandmark68Net, faceapi.nets.faceExpressionNet]) await net.loadFromDisk(weights);
const options = detector === 'ssd' ? new faceapi.SsdMobilenetv1Options() : new faceapi.TinyFaceDetectorOptions();

async function look(photo) {
  const { data, info } = await sharp(photo).rotate().resize(LONGER_SIDE, LONGER_SIDE, { fit: 'inside', withoutEnlargement: true })
    .removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const pixels = tf.tensor3d(data, [info.height, info.width, 3], 'int32');
  const found = await faceapi.detectAllFaces(pixels, options).withFaceLandmarks().withFaceExpressions();
  pixels.dispose();
  return found.map(({ detection: { box, score }, expressions }) => ({
    box: [box.x / info.width, box.y / info.height, box.width / info.width, box.height / info.height],
    score,
    expression: expressions.asSortedArray()[0].expression,
  }));
}

await look(photos[0]);
const started = performance.now(), processor = process.cpuUsage();
let faces = 0;
for (const photo of photos) {
  const found = await look(photo);
  faces += found.length;
  console.log(JSON.stringify({ photo: basename(photo), faces: found }));
}
const seconds = (performance.now() - started) / 1000, { user, system } = process.cpuUsage(processor);
console.log(JSON.stringify({
  library: `face-api ${faceapi.version}`, backend: tf.getBackend(), detector, photos: photos.length, faces, seconds,
  processorSeconds: (user + system) / 1e6,
}));
