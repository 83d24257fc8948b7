#include "countenance_torch.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/record_function.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/saved_variable.h>
#if __has_include(<torch/headeronly/version.h>)
#include <torch/headeronly/version.h>
#else
#include <torch/version.h>
#endif

#include <malloc.h>

#include <map>
#include <mutex>
#include <string>
#include <type_traits>
#include <vector>

#define CT_TORCH_AT_LEAST(major, minor) \
    (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

void use_block_cache();  // block_cache.cpp

namespace {

thread_local std::string last_error;

int32_t fail(const char* message) {
    try {
        last_error = message;
    } catch (...) {
        last_error.clear();
    }
    return -1;
}

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
ct_tensor give(at::Tensor tensor) {
    return tensor.unsafeReleaseTensorImpl();
}

// A second reference to the caller's tensor, for the time of a call.
at::Tensor borrow(ct_tensor tensor) {
    TORCH_CHECK(tensor != nullptr, "a tensor argument was null");
    return at::Tensor(TensorPointer::reclaim_copy(static_cast<at::TensorImpl*>(tensor)));
}

at::Generator& generator_of(ct_generator generator) {
    TORCH_CHECK(generator != nullptr, "a generator argument was null");
    return *static_cast<at::Generator*>(generator);
}

bool is_real(const c10::TypePtr& type) {
    if (type->kind() == c10::TypeKind::OptionalType) {
        return is_real(type->expectRef<c10::OptionalType>().getElementType());
    }
    return type->kind() == c10::TypeKind::FloatType;
}

c10::IValue tensor_list(const ct_value& value) {
    auto handles = static_cast<const ct_tensor*>(value.as.pointer);
    c10::List<at::Tensor> list;
    list.reserve(value.length);
    for (int32_t i = 0; i < value.length; ++i) {
        list.push_back(borrow(handles[i]));
    }
    return list;
}

template <typename T>
c10::IValue number_list(const ct_value& value) {
    auto numbers = static_cast<const T*>(value.as.pointer);
    c10::List<T> list;
    list.reserve(value.length);
    for (int32_t i = 0; i < value.length; ++i) {
        list.push_back(numbers[i]);
    }
    return list;
}

c10::IValue unpack(const ct_value& value, const c10::TypePtr& type) {
    switch (value.tag) {
        case CT_NONE:
            return c10::IValue();
        case CT_TENSOR:
            return borrow(value.as.pointer);
        case CT_INT:
            return is_real(type) ? c10::IValue(static_cast<double>(value.as.integer)) : c10::IValue(value.as.integer);
        case CT_DOUBLE:
            return value.as.real;
        case CT_BOOL:
            return value.as.integer != 0;
        case CT_INT_LIST:
            return number_list<int64_t>(value);
        case CT_DOUBLE_LIST:
            return number_list<double>(value);
        case CT_TENSOR_LIST:
            return tensor_list(value);
        case CT_DEVICE:
            return c10::Device(static_cast<c10::DeviceType>(value.as.integer), static_cast<c10::DeviceIndex>(value.length));
        case CT_GENERATOR:
            return generator_of(value.as.pointer);
        case CT_STRING:
            return std::string(static_cast<const char*>(value.as.pointer), value.length);
        case CT_OBJECT:
            TORCH_CHECK(value.as.pointer != nullptr, "an object argument was null");
            return *static_cast<const c10::IValue*>(value.as.pointer);
        default:
            TORCH_CHECK(false, "unknown argument tag ", value.tag);
    }
}

class ResultWriter {
public:
    ResultWriter(ct_value* results, int32_t capacity) : results_(results), capacity_(capacity) {}

    void add(const c10::IValue& value) {
        if (value.isTensor()) {
            add_tensor(value.toTensor());
        } else if (value.isTensorList()) {
            for (const at::Tensor& tensor : value.toTensorVector()) {
                add_tensor(tensor);
            }
        } else if (value.isInt()) {
            slot(CT_INT).as.integer = value.toInt();
        } else if (value.isDouble()) {
            slot(CT_DOUBLE).as.real = value.toDouble();
        } else if (value.isBool()) {
            slot(CT_BOOL).as.integer = value.toBool();
        } else if (value.isNone()) {
            slot(CT_NONE).as.pointer = nullptr;
        } else if (value.isObject()) {
            slot(CT_OBJECT).as.pointer = new c10::IValue(value);
        } else {
            TORCH_CHECK(false, "a result of type ", value.tagKind(), " cannot cross the boundary");
        }
    }

    void release_all() {
        for (int32_t i = 0; i < count_; ++i) {
            if (results_[i].tag == CT_TENSOR) {
                ct_tensor_release(results_[i].as.pointer);
            } else if (results_[i].tag == CT_OBJECT) {
                ct_object_release(results_[i].as.pointer);
            }
        }
    }

    int32_t count() const { return count_; }

private:
    void add_tensor(const at::Tensor& tensor) {
        if (tensor.defined()) {
            slot(CT_TENSOR).as.pointer = give(tensor);
        } else {
            slot(CT_NONE).as.pointer = nullptr;
        }
    }

    ct_value& slot(int32_t tag) {
        TORCH_CHECK(count_ < capacity_, "more than ", capacity_, " results");
        ct_value& value = results_[count_++];
        value.tag = tag;
        value.length = 0;
        return value;
    }

    ct_value* results_;
    int32_t capacity_;
    int32_t count_ = 0;
};

// Reused from call to call, so that a call allocates nothing here; emptied whatever happens.
struct Stack {
    static std::vector<c10::IValue>& of_thread() {
        thread_local std::vector<c10::IValue> values;
        return values;
    }
    ~Stack() { of_thread().clear(); }
};

// What ct_record puts into the graph.
class CallersGradient : public torch::autograd::Node {
public:
    CallersGradient(const torch::autograd::variable_list& inputs, ct_backward backward) : backward_(backward) {
        for (const at::Tensor& input : inputs) {
            inputs_.emplace_back(input, false);
        }
    }

    void release_variables() override {
        std::lock_guard<std::mutex> guard(mutex_);
        for (auto& input : inputs_) {
            input.reset_data();
        }
    }

private:
    torch::autograd::variable_list apply(torch::autograd::variable_list&& outputs) override {
        torch::autograd::variable_list inputs, gradients(inputs_.size());
        if (!outputs[0].defined()) {
            return gradients;
        }
        std::vector<ct_tensor> sources, found(inputs_.size());
        std::vector<int32_t> wanted;
        std::lock_guard<std::mutex> guard(mutex_);
        for (size_t i = 0; i < inputs_.size(); ++i) {
            inputs.push_back(inputs_[i].unpack());
            wanted.push_back(task_should_compute_output(i));
        }
        for (at::Tensor& input : inputs) {
            sources.push_back(give(std::move(input)));
        }
        auto count = static_cast<int32_t>(sources.size());
        int32_t status = backward_(sources.data(), count, give(std::move(outputs[0])), wanted.data(), found.data());
        for (size_t i = 0; i < found.size(); ++i) {
            if (found[i] != nullptr) {
                gradients[i] = at::Tensor(TensorPointer::reclaim(static_cast<at::TensorImpl*>(found[i])));
            }
        }
        TORCH_CHECK(status == 0, "the caller's gradient failed");
        return gradients;
    }

    ct_backward backward_;
    std::vector<torch::autograd::SavedVariable> inputs_;
};

// The graph counts its nodes' references by std::shared_ptr up to libtorch 2.11, and in the nodes themselves later.
template <typename Node>
auto shared_node(Node* node) {
    using Base = torch::autograd::Node;
    if constexpr (std::is_base_of_v<c10::intrusive_ptr_target, Node>) {
        return c10::intrusive_ptr<Base>::unsafe_steal_from_new(node);
    } else {
        return std::shared_ptr<Base>(node, [](auto* unused) { deleteNode(unused); });
    }
}

// What ct_count_begin counts.
struct Calls {
    std::mutex lock;
    std::map<std::string, int64_t> counts;
    std::string lines;
    at::CallbackHandle callback = 0;
    bool running = false;
};

Calls& calls() {
    static Calls instance;
    return instance;
}

std::unique_ptr<at::ObserverContext> count_call(const at::RecordFunction& function) {
    std::lock_guard<std::mutex> guard(calls().lock);
    ++calls().counts[function.name()];
    return nullptr;
}

}  // namespace

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

int32_t ct_operator_find(const char* name, const char* overload, ct_operator* result) {
    return guarded([&] {
        auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
        TORCH_CHECK(handle.has_value(), "libtorch ", TORCH_VERSION, " has no operator ", name, overload[0] ? "." : "", overload);
        *result = new c10::OperatorHandle(*handle);
    });
}

int32_t ct_operator_call(ct_operator op, const ct_value* arguments, int32_t count, ct_value* results, int32_t capacity,
                         int32_t* result_count) {
    return guarded([&] {
        const auto& handle = *static_cast<const c10::OperatorHandle*>(op);
        const auto& parameters = handle.schema().arguments();
        TORCH_CHECK(count <= static_cast<int32_t>(parameters.size()), handle.schema().name(), " takes ", parameters.size(),
                    " arguments. Got ", count, ".");
        Stack cleared_at_the_end;
        auto& stack = Stack::of_thread();
        for (int32_t i = 0; i < count; ++i) {
            stack.push_back(unpack(arguments[i], parameters[i].type()));
        }
        for (size_t i = count; i < parameters.size(); ++i) {
            TORCH_CHECK(parameters[i].default_value().has_value(), handle.schema().name(), " needs the argument ", parameters[i].name());
            stack.push_back(*parameters[i].default_value());
        }
        handle.callBoxed(&stack);
        *result_count = 0;
        if (capacity == 0) {
            return;
        }
        ResultWriter writer(results, capacity);
        try {
            for (const c10::IValue& value : stack) {
                writer.add(value);
            }
        } catch (...) {
            writer.release_all();
            throw;
        }
        *result_count = writer.count();
    });
}

void ct_object_release(ct_object object) {
    delete static_cast<c10::IValue*>(object);
}

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

int32_t ct_gradients(ct_tensor output, const ct_tensor* inputs, int32_t count, int32_t retain_graph, ct_tensor* gradients) {
    return guarded([&] {
        torch::autograd::variable_list sources;
        sources.reserve(count);
        for (int32_t i = 0; i < count; ++i) {
            sources.push_back(borrow(inputs[i]));
        }
        auto found = torch::autograd::grad({borrow(output)}, sources, {}, retain_graph != 0, false, true);
        for (int32_t i = 0; i < count; ++i) {
            gradients[i] = found[i].defined() ? give(std::move(found[i])) : nullptr;
        }
    });
}

int32_t ct_record(ct_tensor output, const ct_tensor* inputs, int32_t count, ct_backward backward) {
    return guarded([&] {
        torch::autograd::variable_list sources;
        for (int32_t i = 0; i < count; ++i) {
            sources.push_back(borrow(inputs[i]));
        }
        if (!c10::GradMode::is_enabled() || !torch::autograd::any_variable_requires_grad(sources)) {
            return;
        }
        auto node = shared_node(new CallersGradient(sources, backward));
        node->set_next_edges(torch::autograd::collect_next_edges(sources));
        at::Tensor result = borrow(output);
        torch::autograd::create_gradient_edge(result, std::move(node));
    });
}

int32_t ct_set_gradient_mode(int32_t enabled, int32_t* previous) {
    return guarded([&] {
        *previous = c10::GradMode::is_enabled();
        c10::GradMode::set_enabled(enabled != 0);
    });
}

int32_t ct_inference_mode_enter(void** guard) {
    return guarded([&] { *guard = new c10::InferenceMode(true); });
}

void ct_inference_mode_exit(void* guard) {
    delete static_cast<c10::InferenceMode*>(guard);
}

int32_t ct_set_autocast(int32_t device_type, int32_t dtype) {
    return guarded([&] {
        auto device = static_cast<c10::DeviceType>(device_type);
        TORCH_CHECK(device == c10::kCPU || device == c10::kCUDA, "autocast needs the device type CPU or CUDA");
        bool enabled = dtype >= 0;
        auto type = enabled ? static_cast<at::ScalarType>(dtype) : at::kBFloat16;
#if CT_TORCH_AT_LEAST(2, 4)
        at::autocast::set_autocast_enabled(device, enabled);
        at::autocast::set_autocast_dtype(device, type);
#else
        if (device == c10::kCUDA) {
            at::autocast::set_enabled(enabled);
            at::autocast::set_autocast_gpu_dtype(type);
        } else {
            at::autocast::set_cpu_enabled(enabled);
            at::autocast::set_autocast_cpu_dtype(type);
        }
#endif
        if (!enabled) {
            at::autocast::clear_cache();
        }
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

int32_t ct_count_begin(void) {
    return guarded([&] {
        std::lock_guard<std::mutex> guard(calls().lock);
        TORCH_CHECK(!calls().running, "operators are being counted already");
        calls().counts.clear();
        calls().callback = at::addGlobalCallback(at::RecordFunctionCallback(count_call).scopes({at::RecordScope::FUNCTION}));
        calls().running = true;
    });
}

int32_t ct_count_end(const char** lines) {
    return guarded([&] {
        std::lock_guard<std::mutex> guard(calls().lock);
        TORCH_CHECK(calls().running, "operators are not being counted");
        at::removeCallback(calls().callback);
        calls().running = false;
        calls().lines.clear();
        for (const auto& entry : calls().counts) {
            calls().lines += entry.first + ' ' + std::to_string(entry.second) + '\n';
        }
        *lines = calls().lines.c_str();
    });
}

int32_t ct_synchronize(int32_t device_type, int32_t device_index) {
    return guarded([&] {
        if (static_cast<c10::DeviceType>(device_type) == c10::kCUDA) {
            at::detail::getCUDAHooks().deviceSynchronize(static_cast<c10::DeviceIndex>(device_index));
        }
    });
}
