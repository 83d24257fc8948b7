// The library itself: its version and errors, memory, threads and devices.
#include "bridge.h"

#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>

#include <malloc.h>

#include <string>

void use_block_cache();  // block_cache.cpp

namespace {

thread_local std::string last_error;

}  // namespace

int32_t fail(const char* message) {
    try {
        last_error = message;
    } catch (...) {
        last_error.clear();
    }
    return -1;
}

int32_t ct_abi_version(void) {
    return CT_ABI_VERSION;
}

const char* ct_last_error(void) {
    return last_error.c_str();
}

const char* ct_torch_version(void) {
    return TORCH_VERSION;
}

const char* ct_build_configuration(void) {
    try {
        static const std::string configuration = at::show_config() + at::get_parallel_info();
        return configuration.c_str();
    } catch (...) {
        return "";
    }
}

void ct_keep_memory(void) {
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, -1);
    mallopt(M_TOP_PAD, 16 * 1024 * 1024);
    mallopt(M_ARENA_MAX, 1);
    use_block_cache();
}

int32_t ct_set_threads(int32_t threads, int32_t* previous) {
    return guarded([&] {
        *previous = at::get_num_threads();
        if (threads > 0) {
            at::set_num_threads(threads);
        }
    });
}

int32_t ct_device_count(int32_t device_type, int32_t* count) {
    return guarded([&] {
        if (static_cast<c10::DeviceType>(device_type) == c10::kCPU) {
            *count = 1;
            return;
        }
        const auto& cuda = at::detail::getCUDAHooks();
        *count = cuda.hasCUDART() ? static_cast<int32_t>(cuda.getNumGPUs()) : -1;
    });
}

int32_t ct_configure_cuda(int32_t tf32_products, int32_t tf32_convolutions, int32_t benchmark, int32_t deterministic) {
    return guarded([&] {
        auto& context = at::globalContext();
        context.setAllowTF32CuBLAS(tf32_products != 0);
        context.setAllowTF32CuDNN(tf32_convolutions != 0);
        context.setBenchmarkCuDNN(benchmark != 0);
        context.setDeterministicCuDNN(deterministic != 0);
    });
}

int32_t ct_synchronize(int32_t device_type, int32_t device_index) {
    return guarded([&] {
        if (static_cast<c10::DeviceType>(device_type) == c10::kCUDA) {
            at::detail::getCUDAHooks().deviceSynchronize(static_cast<c10::DeviceIndex>(device_index));
        }
    });
}
