const MARKER = Buffer.from('ICC_PROFILE\0', 'latin1')
const MAX_CHUNK_BYTES = 65_535 - 2 - MARKER.length - 2
const MAX_CHUNKS = 255

/**
 * A JPEG with a colour profile added behind its first marker, in APP2 segments (ICC.1:2022, annex B.4). The pixels
 * stay as they are. A profile too long for JPEG is left out.
 */
export function embedIccProfile(jpeg: Buffer, profile: Buffer): Buffer {
  const count = Math.ceil(profile.length / MAX_CHUNK_BYTES)
  if (count === 0 || count > MAX_CHUNKS) return jpeg
  const segments = Array.from({ length: count }, (_, index) => {
    const chunk = profile.subarray(index * MAX_CHUNK_BYTES, (index + 1) * MAX_CHUNK_BYTES)
    const head = Buffer.from([0xff, 0xe2, 0, 0])
    head.writeUInt16BE(2 + MARKER.length + 2 + chunk.length, 2)
    return Buffer.concat([head, MARKER, Buffer.from([index + 1, count]), chunk])
  })
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)])
}
