/* The whole C ABI between Countenance.Vision and OpenCV.
 *
 * Conventions
 *  - Pixels are uint8, interleaved, row after row without padding: [height][width][channels]; channels is 1 (grey) or 3 (R, G, B).
 *  - Every function that can fail returns a countenance_vision_status; nothing throws across this boundary. The reason is then in
 *    countenance_vision_last_error(), which belongs to the calling thread.
 *  - All functions may be called from any number of threads at once. Each runs on its caller's thread alone: OpenCV's own threading is
 *    switched off when the library is loaded, since callers parallelise over images.
 *  - Encoded images are expected to have been looked at by the caller: format, width and height are checked there, before pixels exist.
 */
#ifndef COUNTENANCE_VISION_H
#define COUNTENANCE_VISION_H

#include <stdint.h>

#ifdef COUNTENANCE_VISION_BUILD
#define COUNTENANCE_VISION_API __attribute__((visibility("default")))
#else
#define COUNTENANCE_VISION_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Raised with every change of this file that a caller could notice. */
#define COUNTENANCE_VISION_ABI_VERSION 3

typedef enum {
    COUNTENANCE_VISION_OK = 0,
    COUNTENANCE_VISION_INVALID_ARGUMENT = 1, /* the caller broke this contract */
    COUNTENANCE_VISION_UNDECODABLE = 2,      /* the bytes are not a whole, sound image */
    COUNTENANCE_VISION_SIZE_MISMATCH = 3,    /* the decoded image is larger than the destination: its header lied */
    COUNTENANCE_VISION_OUT_OF_MEMORY = 4,
    COUNTENANCE_VISION_FAILED = 5            /* OpenCV or the C++ library refused; see the message */
} countenance_vision_status;

typedef enum {
    COUNTENANCE_VISION_NEAREST = 0,
    COUNTENANCE_VISION_LINEAR = 1,
    COUNTENANCE_VISION_CUBIC = 2,
    COUNTENANCE_VISION_AREA = 3 /* resize only */
} countenance_vision_interpolation;

typedef enum {
    COUNTENANCE_VISION_BORDER_CONSTANT = 0,
    COUNTENANCE_VISION_BORDER_REPLICATE = 1,
    COUNTENANCE_VISION_BORDER_REFLECT = 2 /* gfedcb|abcdefgh|gfedcba: the edge pixel once */
} countenance_vision_border;

typedef enum { COUNTENANCE_VISION_PNG = 0, COUNTENANCE_VISION_JPEG = 1 } countenance_vision_format;

/* COUNTENANCE_VISION_ABI_VERSION of the library that was loaded. */
COUNTENANCE_VISION_API int32_t countenance_vision_abi_version(void);

/* OpenCV's version, such as "4.6.0"; a static string. */
COUNTENANCE_VISION_API const char* countenance_vision_opencv_version(void);

/* Why the calling thread's last failing call failed; UTF-8, valid until its next failing call. */
COUNTENANCE_VISION_API const char* countenance_vision_last_error(void);

/* Decodes an image to grey (channels 1) or RGB (channels 3).
 * codec_grey: with channels 1, non-zero lets the codec itself deliver grey (right for JPEG, whose luminance it is, and for images that
 *   are grey already); zero decodes colour and takes 0.299 R + 0.587 G + 0.114 B.
 * reduction: 1, 2, 4 or 8: the codec decodes 1/reduction of each side, rounded up, which is cheap for a JPEG; only a JPEG may ask for it.
 * width, height: in, the size to resize to (area when both sides shrink, else bilinear), or 0 and 0 for the image's own size; out, the size
 *   written. Orientation is applied (TIFF; EXIF of JPEG and PNG), so the image's own size may be its header's with the sides exchanged.
 * destination: room for destination_length bytes; SIZE_MISMATCH when that is too little. */
COUNTENANCE_VISION_API int32_t countenance_vision_decode(const uint8_t* encoded, int64_t encoded_length, int32_t channels,
                                                         int32_t codec_grey, int32_t reduction, uint8_t* destination,
                                                         int64_t destination_length, int32_t* width, int32_t* height);

/* Encodes pixels. quality: 1 to 100, used by JPEG. On success *buffer owns the bytes at *data (length *length) until
 * countenance_vision_release(*buffer). */
COUNTENANCE_VISION_API int32_t countenance_vision_encode(const uint8_t* pixels, int32_t width, int32_t height, int32_t channels,
                                                         int32_t format, int32_t quality, void** buffer, const uint8_t** data,
                                                         int64_t* length);

/* Frees a buffer of countenance_vision_encode; null is allowed. */
COUNTENANCE_VISION_API void countenance_vision_release(void* buffer);

/* Resizes source into destination, which must hold destination_width * destination_height * channels bytes and not overlap it. */
COUNTENANCE_VISION_API int32_t countenance_vision_resize(const uint8_t* source, int32_t width, int32_t height, int32_t channels,
                                                         int32_t interpolation, uint8_t* destination, int32_t destination_width,
                                                         int32_t destination_height);

/* destination(x', y') = source(x, y) where (x', y') = matrix (x, y, 1); matrix: six doubles, row-major 2x3, source to destination, pixel
 * centres at whole numbers. fill: the grey level, of every channel, of a constant border. */
COUNTENANCE_VISION_API int32_t countenance_vision_warp_affine(const uint8_t* source, int32_t width, int32_t height, int32_t channels,
                                                              const double* matrix, int32_t interpolation, int32_t border,
                                                              int32_t fill, uint8_t* destination, int32_t destination_width,
                                                              int32_t destination_height);

/* A neural network. One thread at a time may run it. On success *network is the caller's until countenance_vision_network_release.
 * onnx: the whole model file, to be trusted: OpenCV's reader is not made for hostile ones. size: the side of the input it was made for. */
COUNTENANCE_VISION_API int32_t countenance_vision_network_open(const uint8_t* onnx, int64_t length, int32_t size, void** network);

/* Runs a network on pixels [height][width][3], RGB, scaled to [-1, 1]. width, height: multiples of an eighth of the network's size; it is
 * convolutional, so that a larger input has as many more outputs. outputs: all its outputs one after another, in the model's order;
 * outputs_length floats, which must be their number. */
COUNTENANCE_VISION_API int32_t countenance_vision_network_run(void* network, const uint8_t* pixels, int32_t width, int32_t height,
                                                              float* outputs, int64_t outputs_length);

/* Frees a network; null is allowed. */
COUNTENANCE_VISION_API void countenance_vision_network_release(void* network);

/* A cascade of Haar features. One thread at a time may run it. path: its XML file, UTF-8. On success *cascade is the caller's until
 * countenance_vision_cascade_release. */
COUNTENANCE_VISION_API int32_t countenance_vision_cascade_open(const char* path, void** cascade);

/* Runs a cascade on a grey image. smallest: the side in pixels of the smallest hit. hits: room for capacity times x, y, width, height,
 * number of overlapping hits merged into one (at least neighbours); *count: how many were written, at most capacity. */
COUNTENANCE_VISION_API int32_t countenance_vision_cascade_run(void* cascade, const uint8_t* pixels, int32_t width, int32_t height,
                                                              int32_t smallest, int32_t neighbours, int32_t* hits, int32_t capacity,
                                                              int32_t* count);

/* Frees a cascade; null is allowed. */
COUNTENANCE_VISION_API void countenance_vision_cascade_release(void* cascade);

#ifdef __cplusplus
}
#endif

#endif
