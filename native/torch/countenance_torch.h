// The whole ABI between Countenance.Torch and libtorch: one generic way to call every ATen operator, and the few things the dispatcher does
// not offer (ownership, gradients, modes, generators, threads). Functions that can fail return 0, or -1 with ct_last_error() set for the
// calling thread; nothing throws across this boundary.
#ifndef COUNTENANCE_TORCH_H
#define COUNTENANCE_TORCH_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CT_ABI_VERSION 6
#define CT_EXPORT __attribute__((visibility("default")))

typedef void* ct_tensor;     // one owned reference to a tensor; released with ct_tensor_release
typedef void* ct_operator;   // a dispatcher entry; lives as long as the process
typedef void* ct_generator;  // one owned random generator; released with ct_generator_release
typedef void* ct_object;     // one owned reference to what is no tensor, such as packed weights; released with ct_object_release

// What a ct_value holds. Lists point to the caller's memory for the time of the call.
enum ct_tag {
    CT_NONE = 0,
    CT_TENSOR = 1,
    CT_INT = 2,
    CT_DOUBLE = 3,
    CT_BOOL = 4,
    CT_INT_LIST = 5,
    CT_DOUBLE_LIST = 6,
    CT_TENSOR_LIST = 7,
    CT_DEVICE = 8,
    CT_GENERATOR = 9,
    CT_STRING = 10,
    CT_OBJECT = 11
};

typedef struct {
    int32_t tag;     // ct_tag
    int32_t length;  // elements of a list or string; the index of a device
    union {
        int64_t integer;
        double real;
        void* pointer;
    } as;
} ct_value;

typedef struct {
    void* data;
    const int64_t* sizes;    // [dimensions], valid while the tensor lives and is not resized
    const int64_t* strides;  // [dimensions], in elements
    int64_t dimensions;
    int64_t elements;
    int32_t dtype;        // c10::ScalarType
    int32_t device_type;  // c10::DeviceType
    int32_t device_index;
    int32_t requires_grad;
} ct_tensor_info;

CT_EXPORT int32_t ct_abi_version(void);
CT_EXPORT const char* ct_last_error(void);
CT_EXPORT const char* ct_torch_version(void);
CT_EXPORT const char* ct_build_configuration(void);

CT_EXPORT int32_t ct_operator_find(const char* name, const char* overload, ct_operator* result);
// Arguments missing at the end take the schema's defaults. Each result tensor is an owned reference; a list of tensors is laid out
// one after the other. With capacity 0 the results are dropped, as suits an in-place operator.
CT_EXPORT int32_t ct_operator_call(ct_operator op, const ct_value* arguments, int32_t count, ct_value* results, int32_t capacity,
                                   int32_t* result_count);

CT_EXPORT void ct_object_release(ct_object object);
CT_EXPORT void ct_tensor_release(ct_tensor tensor);
CT_EXPORT int32_t ct_tensor_describe(ct_tensor tensor, ct_tensor_info* info);
// Wraps memory without copying; released(context) is called when the last reference goes.
CT_EXPORT int32_t ct_tensor_from_memory(void* data, const int64_t* sizes, int32_t dimensions, int32_t dtype, void (*released)(void*),
                                        void* context, ct_tensor* result);

// d(output)/d(inputs[i]) for a scalar output; an input the output does not depend on gives a null gradient.
CT_EXPORT int32_t ct_gradients(ct_tensor output, const ct_tensor* inputs, int32_t count, int32_t retain_graph, ct_tensor* gradients);
// Gradients of a computation of the caller's own: gradients[i] of inputs[i] from the output's, null where wanted[i] is 0. All it is given it
// owns, all it gives it gives away. -1 when it failed.
typedef int32_t (*ct_backward)(const ct_tensor* inputs, int32_t count, ct_tensor output_gradient, const int32_t* wanted,
                               ct_tensor* gradients);
// Makes a new output, computed without recording, depend on its inputs, if gradients are being recorded;
// the graph holds the inputs until backward has run.
CT_EXPORT int32_t ct_record(ct_tensor output, const ct_tensor* inputs, int32_t count, ct_backward backward);
CT_EXPORT int32_t ct_set_gradient_mode(int32_t enabled, int32_t* previous);
CT_EXPORT int32_t ct_inference_mode_enter(void** guard);
CT_EXPORT void ct_inference_mode_exit(void* guard);
// dtype < 0 switches autocast off for the device type and drops its cache of cast weights.
CT_EXPORT int32_t ct_set_autocast(int32_t device_type, int32_t dtype);

CT_EXPORT int32_t ct_generator_new(int32_t device_type, int32_t device_index, uint64_t seed, ct_generator* result);
CT_EXPORT void ct_generator_release(ct_generator generator);
CT_EXPORT int32_t ct_generator_seed(ct_generator generator, uint64_t seed);
CT_EXPORT int32_t ct_generator_get_state(ct_generator generator, ct_tensor* state);
CT_EXPORT int32_t ct_generator_set_state(ct_generator generator, ct_tensor state);

// Keeps freed memory in the process instead of giving it back page by page, so that a step reuses the pages of the one before.
CT_EXPORT void ct_keep_memory(void);
CT_EXPORT int32_t ct_set_threads(int32_t threads, int32_t* previous);
// Devices of a kind that can be used; -1 where libtorch was built without the kind.
CT_EXPORT int32_t ct_device_count(int32_t device_type, int32_t* count);
// Single precision with 10 bits of significand in matrix products and in convolutions; the fastest convolution found by trying; only
// convolutions that repeat to the last bit. For the whole process; it does nothing where there is no CUDA.
CT_EXPORT int32_t ct_configure_cuda(int32_t tf32_products, int32_t tf32_convolutions, int32_t benchmark, int32_t deterministic);
// Counts every operator that is called, libtorch's own inner calls included, until the end; then "name count" lines, valid until the next
// count ends. One count at a time, over all threads.
CT_EXPORT int32_t ct_count_begin(void);
CT_EXPORT int32_t ct_count_end(const char** lines);
CT_EXPORT int32_t ct_synchronize(int32_t device_type, int32_t device_index);

// Products of bfloat16 in sums of single precision, for processors with AVX512-BF16. Matrices lie in panels of 32 columns; two rows of a
// right panel lie in pairs, column by column. Strides are in numbers.
// product[row, 32] = left[row, 32 * panels] * right, rows a multiple of 8.
CT_EXPORT void ct_multiply_rows_bfloat16(
    const void* left, int64_t panel_stride, int32_t panels, int32_t rows, const void* right, float* product);
// product[32, 32] (+)= transposed left[depth, 32] * right[depth, 32]: here left lies in pairs too, and depth is even.
CT_EXPORT void ct_multiply_columns_bfloat16(
    const void* left, const void* right, int32_t depth, float* product, int64_t stride, int32_t added);

#ifdef __cplusplus
}
#endif
#endif
