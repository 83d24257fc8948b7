// What the files of the bridge share: how handles become libtorch's objects, and where exceptions end.
#ifndef COUNTENANCE_BRIDGE_H
#define COUNTENANCE_BRIDGE_H

#include "countenance_torch.h"

#include <ATen/ATen.h>
#if __has_include(<torch/headeronly/version.h>)
#include <torch/headeronly/version.h>
#else
#include <torch/version.h>
#endif

#include <exception>

#define CT_TORCH_AT_LEAST(major, minor) \
    (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

// Keeps a message for ct_last_error; -1.
int32_t fail(const char* message);

// The one place where exceptions end.
template <typename Body>
int32_t guarded(Body&& body) {
    try {
        body();
        return 0;
    } catch (const c10::Error& error) {
        return fail(error.what_without_backtrace());
    } catch (const std::exception& error) {
        return fail(error.what());
    } catch (...) {
        return fail("unknown C++ exception");
    }
}

using TensorPointer = c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>;

// A tensor handle is one reference to a TensorImpl and nothing else: no wrapper object, no allocation.
inline ct_tensor give(at::Tensor tensor) {
    return tensor.unsafeReleaseTensorImpl();
}

// A second reference to the caller's tensor, for the time of a call.
inline at::Tensor borrow(ct_tensor tensor) {
    TORCH_CHECK(tensor != nullptr, "a tensor argument was null");
    return at::Tensor(TensorPointer::reclaim_copy(static_cast<at::TensorImpl*>(tensor)));
}

inline at::Generator& generator_of(ct_generator generator) {
    TORCH_CHECK(generator != nullptr, "a generator argument was null");
    return *static_cast<at::Generator*>(generator);
}

#endif
