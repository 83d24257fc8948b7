// Tensors and random generators.
#include "bridge.h"

#include <ATen/CPUGeneratorImpl.h>

void ct_tensor_release(ct_tensor tensor) {
    if (tensor != nullptr) {
        TensorPointer::reclaim(static_cast<at::TensorImpl*>(tensor));
    }
}

int32_t ct_tensor_describe(ct_tensor tensor, ct_tensor_info* info) {
    return guarded([&] {
        TORCH_CHECK(tensor != nullptr, "a tensor argument was null");
        auto impl = static_cast<at::TensorImpl*>(tensor);
        info->data = impl->numel() == 0 ? nullptr : borrow(tensor).data_ptr();
        info->sizes = impl->sizes().data();
        info->strides = impl->strides().data();
        info->dimensions = impl->dim();
        info->elements = impl->numel();
        info->dtype = static_cast<int32_t>(c10::typeMetaToScalarType(impl->dtype()));
        info->device_type = static_cast<int32_t>(impl->device().type());
        info->device_index = impl->device().index();
        info->requires_grad = impl->requires_grad();
    });
}

int32_t ct_tensor_from_memory(void* data, const int64_t* sizes, int32_t dimensions, int32_t dtype, void (*released)(void*), void* context,
                              ct_tensor* result) {
    return guarded([&] {
        auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
        at::IntArrayRef shape(sizes, dimensions);
        *result = give(at::from_blob(data, shape, [released, context](void*) { released(context); }, options));
    });
}

int32_t ct_generator_new(int32_t device_type, int32_t device_index, uint64_t seed, ct_generator* result) {
    return guarded([&] {
        c10::Device device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index));
        if (device.is_cpu()) {
            *result = new at::Generator(at::make_generator<at::CPUGeneratorImpl>(seed));
            return;
        }
        at::Generator generator = at::globalContext().defaultGenerator(device).clone();
        generator.set_current_seed(seed);
        *result = new at::Generator(std::move(generator));
    });
}

void ct_generator_release(ct_generator generator) {
    delete static_cast<at::Generator*>(generator);
}

int32_t ct_generator_seed(ct_generator generator, uint64_t seed) {
    return guarded([&] { generator_of(generator).set_current_seed(seed); });
}

int32_t ct_generator_get_state(ct_generator generator, ct_tensor* state) {
    return guarded([&] { *state = give(generator_of(generator).get_state()); });
}

int32_t ct_generator_set_state(ct_generator generator, ct_tensor state) {
    return guarded([&] { generator_of(generator).set_state(borrow(state)); });
}
