// The bridge to every operator: arguments in, results out, and the count of calls.
#include "bridge.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/record_function.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace {

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
            void*& object = slot(CT_OBJECT).as.pointer;  // a slot first: without one nobody would own the copy
            object = new c10::IValue(value);
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
        void*& pointer = slot(tensor.defined() ? CT_TENSOR : CT_NONE).as.pointer;
        if (tensor.defined()) pointer = give(tensor);
    }

    ct_value& slot(int32_t tag) {
        TORCH_CHECK(count_ < capacity_, "more than ", capacity_, " results");
        ct_value& value = results_[count_++];
        value.tag = tag;
        value.length = 0;
        value.as.pointer = nullptr;
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
