/* What every function of the boundary is wrapped in; private to native/vision. */
#ifndef COUNTENANCE_VISION_BOUNDARY_H
#define COUNTENANCE_VISION_BOUNDARY_H

#include "countenance_vision.h"

#include <cstddef>
#include <new>
#include <stdexcept>

#include <opencv2/core.hpp>

namespace countenance {

// A fixed buffer, so that reporting a failure (lack of memory among them) cannot itself fail.
inline thread_local char last_error[1024] = "";

inline int32_t fail(countenance_vision_status status, const char* message) noexcept {
    std::size_t n = 0;
    for (; message[n] != '\0' && n + 1 < sizeof last_error; ++n) {
        last_error[n] = message[n];
    }
    last_error[n] = '\0';
    return status;
}

// Runs body and turns whatever it throws into a status.
template <typename Body>
int32_t guarded(Body body) noexcept {
    try {
        return body();
    } catch (const cv::Exception& e) {
        const auto status = e.code == cv::Error::StsNoMem ? COUNTENANCE_VISION_OUT_OF_MEMORY : COUNTENANCE_VISION_FAILED;
        return fail(status, e.err.c_str());
    } catch (const std::bad_alloc&) {
        return fail(COUNTENANCE_VISION_OUT_OF_MEMORY, "not enough memory");
    } catch (const std::exception& e) {
        return fail(COUNTENANCE_VISION_FAILED, e.what());
    } catch (...) {
        return fail(COUNTENANCE_VISION_FAILED, "an unknown C++ exception");
    }
}

// A header over the caller's pixels. OpenCV has no read-only Mat; what is wrapped as a source is only read.
inline cv::Mat wrap(const uint8_t* pixels, int32_t width, int32_t height, int32_t channels) {
    return cv::Mat(height, width, CV_8UC(channels), const_cast<uint8_t*>(pixels));
}

}  // namespace countenance

#endif
