#include "boundary.h"

#include <iostream>
#include <limits>
#include <memory>
#include <new>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

using countenance::fail;
using countenance::guarded;
using countenance::wrap;

namespace {

struct SettingsAtLoad {
    SettingsAtLoad() noexcept {
        try {
            cv::setNumThreads(1);
            cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        } catch (...) {
            // The defaults are merely slower and more talkative.
        }
    }
};

const SettingsAtLoad settings_at_load;

// Stands before std::cerr's buffer and drops what a thread writes while it is hushed: OpenCV tells std::cerr what is wrong with a damaged
// file besides failing, for which it has no switch, and the caller is told by the status.
class Hush final : public std::streambuf {
public:
    Hush() : behind(std::cerr.rdbuf(this)) {}
    ~Hush() override { std::cerr.rdbuf(behind); }

    // Hushes its thread while it lives.
    struct Scope {
        Scope() noexcept { hushed = true; }
        ~Scope() { hushed = false; }
    };

protected:
    int_type overflow(int_type c) override {
        const bool drop = hushed || traits_type::eq_int_type(c, traits_type::eof());
        return drop ? traits_type::not_eof(c) : behind->sputc(traits_type::to_char_type(c));
    }

    std::streamsize xsputn(const char* text, std::streamsize length) override { return hushed ? length : behind->sputn(text, length); }

    int sync() override { return behind->pubsync(); }

private:
    static thread_local bool hushed;
    std::streambuf* const behind;
};

thread_local bool Hush::hushed = false;

Hush hush;

bool valid_pixels(const void* pixels, int32_t width, int32_t height, int32_t channels) noexcept {
    return pixels != nullptr && width > 0 && height > 0 && (channels == 1 || channels == 3);
}

int decode_flag(bool grey, int32_t reduction) {
    switch (reduction) {
        case 1: return grey ? cv::IMREAD_GRAYSCALE : cv::IMREAD_COLOR;
        case 2: return grey ? cv::IMREAD_REDUCED_GRAYSCALE_2 : cv::IMREAD_REDUCED_COLOR_2;
        case 4: return grey ? cv::IMREAD_REDUCED_GRAYSCALE_4 : cv::IMREAD_REDUCED_COLOR_4;
        default: return grey ? cv::IMREAD_REDUCED_GRAYSCALE_8 : cv::IMREAD_REDUCED_COLOR_8;
    }
}

int interpolation_flag(int32_t interpolation) {
    switch (interpolation) {
        case COUNTENANCE_VISION_NEAREST: return cv::INTER_NEAREST;
        case COUNTENANCE_VISION_LINEAR: return cv::INTER_LINEAR;
        case COUNTENANCE_VISION_CUBIC: return cv::INTER_CUBIC;
        case COUNTENANCE_VISION_AREA: return cv::INTER_AREA;
        default: throw std::invalid_argument("unknown interpolation");
    }
}

int border_flag(int32_t border) {
    switch (border) {
        case COUNTENANCE_VISION_BORDER_CONSTANT: return cv::BORDER_CONSTANT;
        case COUNTENANCE_VISION_BORDER_REPLICATE: return cv::BORDER_REPLICATE;
        case COUNTENANCE_VISION_BORDER_REFLECT: return cv::BORDER_REFLECT_101;
        default: throw std::invalid_argument("unknown border");
    }
}

// Resizes into target's own memory; target keeps its size, or OpenCV would have reallocated it.
void resize_into(const cv::Mat& source, cv::Mat target, int flag) {
    const uchar* before = target.data;
    cv::resize(source, target, target.size(), 0, 0, flag);
    CV_Assert(target.data == before);
}

}  // namespace

int32_t countenance_vision_abi_version(void) { return COUNTENANCE_VISION_ABI_VERSION; }

const char* countenance_vision_opencv_version(void) { return CV_VERSION; }

const char* countenance_vision_last_error(void) { return countenance::last_error; }

int32_t countenance_vision_decode(const uint8_t* encoded, int64_t encoded_length, int32_t channels, int32_t codec_grey,
                                  int32_t reduction, uint8_t* destination, int64_t destination_length, int32_t* width,
                                  int32_t* height) {
    if (encoded == nullptr || encoded_length <= 0 || encoded_length > std::numeric_limits<int>::max() || width == nullptr ||
        height == nullptr || *width < 0 || *height < 0 || (*width == 0) != (*height == 0) || destination == nullptr ||
        (channels != 1 && channels != 3) || (reduction != 1 && reduction != 2 && reduction != 4 && reduction != 8)) {
        return fail(COUNTENANCE_VISION_INVALID_ARGUMENT, "decode: an argument is out of range");
    }

    return guarded([&]() -> int32_t {
        const bool grey_from_codec = channels == 1 && codec_grey != 0;
        const cv::Mat bytes = wrap(encoded, static_cast<int32_t>(encoded_length), 1, 1);
        // Every flag here lets OpenCV apply the orientation (it would not with IGNORE_ORIENTATION or UNCHANGED): nobody else does it again.
        const Hush::Scope quiet;
        cv::Mat decoded = cv::imdecode(bytes, decode_flag(grey_from_codec, reduction));
        if (decoded.empty()) {
            return fail(COUNTENANCE_VISION_UNDECODABLE, "the image data is damaged or of a kind that is not supported");
        }

        const bool resizing = *width != 0 && (decoded.cols != *width || decoded.rows != *height);
        const cv::Size size = resizing ? cv::Size(*width, *height) : decoded.size();
        if (static_cast<int64_t>(size.width) * size.height * channels > destination_length) {
            return fail(COUNTENANCE_VISION_SIZE_MISMATCH, "the decoded image does not fit the size that its header states");
        }

        cv::Mat target = wrap(destination, size.width, size.height, channels);
        cv::Mat converted = resizing ? cv::Mat() : target;
        if (grey_from_codec) {
            if (resizing) {
                converted = decoded;
            } else {
                decoded.copyTo(converted);
            }
        } else {
            cv::cvtColor(decoded, converted, channels == 1 ? cv::COLOR_BGR2GRAY : cv::COLOR_BGR2RGB);
        }

        if (resizing) {
            const bool shrinking = size.width <= converted.cols && size.height <= converted.rows;
            resize_into(converted, target, shrinking ? cv::INTER_AREA : cv::INTER_LINEAR);
        }

        *width = size.width;
        *height = size.height;
        return COUNTENANCE_VISION_OK;
    });
}

int32_t countenance_vision_encode(const uint8_t* pixels, int32_t width, int32_t height, int32_t channels, int32_t format,
                                  int32_t quality, void** buffer, const uint8_t** data, int64_t* length) {
    if (!valid_pixels(pixels, width, height, channels) || buffer == nullptr || data == nullptr || length == nullptr ||
        (format != COUNTENANCE_VISION_PNG && format != COUNTENANCE_VISION_JPEG) || quality < 1 || quality > 100) {
        return fail(COUNTENANCE_VISION_INVALID_ARGUMENT, "encode: an argument is out of range");
    }

    return guarded([&]() -> int32_t {
        cv::Mat image = wrap(pixels, width, height, channels);
        if (channels == 3) {
            cv::Mat swapped;
            cv::cvtColor(image, swapped, cv::COLOR_RGB2BGR);
            image = swapped;
        }

        auto encoded = std::make_unique<std::vector<uchar>>();
        const bool jpeg = format == COUNTENANCE_VISION_JPEG;
        const std::vector<int> parameters = jpeg ? std::vector<int>{cv::IMWRITE_JPEG_QUALITY, quality} : std::vector<int>{};
        if (!cv::imencode(jpeg ? ".jpg" : ".png", image, *encoded, parameters)) {
            return fail(COUNTENANCE_VISION_FAILED, "OpenCV could not encode the image");
        }

        *data = encoded->data();
        *length = static_cast<int64_t>(encoded->size());
        *buffer = encoded.release();
        return COUNTENANCE_VISION_OK;
    });
}

void countenance_vision_release(void* buffer) { delete static_cast<std::vector<uchar>*>(buffer); }

int32_t countenance_vision_resize(const uint8_t* source, int32_t width, int32_t height, int32_t channels, int32_t interpolation,
                                  uint8_t* destination, int32_t destination_width, int32_t destination_height) {
    if (!valid_pixels(source, width, height, channels) ||
        !valid_pixels(destination, destination_width, destination_height, channels)) {
        return fail(COUNTENANCE_VISION_INVALID_ARGUMENT, "resize: an argument is out of range");
    }

    return guarded([&]() -> int32_t {
        const int flag = interpolation_flag(interpolation);
        resize_into(wrap(source, width, height, channels), wrap(destination, destination_width, destination_height, channels), flag);
        return COUNTENANCE_VISION_OK;
    });
}

int32_t countenance_vision_warp_affine(const uint8_t* source, int32_t width, int32_t height, int32_t channels, const double* matrix,
                                       int32_t interpolation, int32_t border, int32_t fill, uint8_t* destination,
                                       int32_t destination_width, int32_t destination_height) {
    if (!valid_pixels(source, width, height, channels) ||
        !valid_pixels(destination, destination_width, destination_height, channels) || matrix == nullptr ||
        interpolation == COUNTENANCE_VISION_AREA || fill < 0 || fill > 255) {
        return fail(COUNTENANCE_VISION_INVALID_ARGUMENT, "warp: an argument is out of range");
    }

    return guarded([&]() -> int32_t {
        const cv::Mat transform(2, 3, CV_64F, const_cast<double*>(matrix));
        cv::Mat target = wrap(destination, destination_width, destination_height, channels);
        cv::warpAffine(wrap(source, width, height, channels), target, transform, target.size(), interpolation_flag(interpolation),
                       border_flag(border), cv::Scalar::all(fill));
        CV_Assert(target.data == destination);
        return COUNTENANCE_VISION_OK;
    });
}
