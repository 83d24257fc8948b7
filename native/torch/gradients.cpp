// Gradients, a gradient of the caller's own, and the modes of recording and precision.
#include "bridge.h"

#include <ATen/autocast_mode.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/saved_variable.h>

#include <mutex>
#include <type_traits>
#include <vector>

namespace {

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

}  // namespace

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
