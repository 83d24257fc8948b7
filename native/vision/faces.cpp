#include "boundary.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <opencv2/dnn.hpp>
#include <opencv2/dnn/all_layers.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

using countenance::fail;
using countenance::guarded;
using countenance::wrap;

namespace {

struct Network {
    cv::dnn::Net net;
    std::vector<std::string> output_names;
    std::vector<cv::Mat> outputs;  // kept, so that a run finds its memory there
    cv::Mat input;

    // The model names the sides of the zeros it appends as channels, for the input it was made for; they follow another one.
    struct Zeros {
        cv::Ptr<cv::dnn::Layer> layer;
        int channels, height, width;
    };
    std::vector<Zeros> zeros;
    int size = 0, width = 0, height = 0;

    void resize(int32_t new_width, int32_t new_height) {
        for (Zeros& each : zeros) {
            const int shape[] = {1, each.channels, each.height * new_height / size, each.width * new_width / size};
            each.layer->blobs.at(0) = cv::Mat(4, shape, CV_32F, cv::Scalar(0));
        }
        width = new_width;
        height = new_height;
    }
};

// Finds what depends on the size of the input: zeros that are appended, and the number of anchors at the end.
void free_size(Network& network) {
    for (const std::string& name : network.net.getLayerNames()) {
        auto layer = network.net.getLayer(network.net.getLayerId(name));
        if (layer->type == "Const" && layer->blobs.size() == 1 && layer->blobs[0].dims == 4) {
            const cv::Mat& blob = layer->blobs[0];
            CV_Assert(cv::countNonZero(blob.reshape(1, 1)) == 0);
            network.zeros.push_back({layer, blob.size[1], blob.size[2], blob.size[3]});
        } else if (auto reshape = layer.dynamicCast<cv::dnn::ReshapeLayer>()) {
            if (reshape->newShapeDesc.size() == 3) {
                reshape->newShapeDesc[1] = -1;
            }
        }
    }
}

}  // namespace

int32_t countenance_vision_network_open(const uint8_t* onnx, int64_t length, int32_t size, void** network) {
    if (onnx == nullptr || length <= 0 || length > std::numeric_limits<int>::max() || size < 8 || size > 4096 || network == nullptr) {
        return fail(COUNTENANCE_VISION_INVALID_ARGUMENT, "network: an argument is out of range");
    }

    return guarded([&]() -> int32_t {
        auto opened = std::make_unique<Network>();
        opened->net = cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(onnx), static_cast<size_t>(length));
        if (opened->net.empty()) {
            return fail(COUNTENANCE_VISION_FAILED, "the model holds no network");
        }

        opened->net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
        opened->net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
        opened->output_names = opened->net.getUnconnectedOutLayersNames();
        opened->size = opened->width = opened->height = size;
        free_size(*opened);
        *network = opened.release();
        return COUNTENANCE_VISION_OK;
    });
}

int32_t countenance_vision_network_run(void* network, const uint8_t* pixels, int32_t width, int32_t height, float* outputs,
                                       int64_t outputs_length) {
    if (network == nullptr || pixels == nullptr || width < 1 || width > 4096 || height < 1 || height > 4096 || outputs == nullptr ||
        outputs_length < 1) {
        return fail(COUNTENANCE_VISION_INVALID_ARGUMENT, "network: an argument is out of range");
    }

    return guarded([&]() -> int32_t {
        auto& self = *static_cast<Network*>(network);
        if (width * 8 % self.size != 0 || height * 8 % self.size != 0) {
            return fail(COUNTENANCE_VISION_INVALID_ARGUMENT, "network: the input must be a multiple of an eighth of the network's size");
        }
        if (width != self.width || height != self.height) {
            self.resize(width, height);
        }

        const int shape[] = {1, height, width, 3};
        self.input.create(4, shape, CV_32F);
        cv::Mat target(height, width, CV_32FC3, self.input.data);
        wrap(pixels, width, height, 3).convertTo(target, CV_32F, 1 / 127.5, -1);
        self.net.setInput(self.input);
        self.net.forward(self.outputs, self.output_names);

        int64_t total = 0;
        for (const cv::Mat& output : self.outputs) {
            total += static_cast<int64_t>(output.total());
        }
        if (total != outputs_length) {
            return fail(COUNTENANCE_VISION_FAILED, "the network has another number of outputs than the caller expects");
        }

        for (const cv::Mat& output : self.outputs) {
            CV_Assert(output.type() == CV_32F && output.isContinuous());
            outputs = std::copy_n(output.ptr<float>(), output.total(), outputs);
        }
        return COUNTENANCE_VISION_OK;
    });
}

void countenance_vision_network_release(void* network) { delete static_cast<Network*>(network); }

int32_t countenance_vision_cascade_open(const char* path, void** cascade) {
    if (path == nullptr || cascade == nullptr) {
        return fail(COUNTENANCE_VISION_INVALID_ARGUMENT, "cascade: an argument is out of range");
    }

    return guarded([&]() -> int32_t {
        auto opened = std::make_unique<cv::CascadeClassifier>();
        if (!opened->load(path)) {
            return fail(COUNTENANCE_VISION_FAILED, "the file is missing or holds no cascade");
        }

        *cascade = opened.release();
        return COUNTENANCE_VISION_OK;
    });
}

int32_t countenance_vision_cascade_run(void* cascade, const uint8_t* pixels, int32_t width, int32_t height, int32_t smallest,
                                       int32_t neighbours, int32_t* hits, int32_t capacity, int32_t* count) {
    if (cascade == nullptr || pixels == nullptr || width < 1 || height < 1 || smallest < 1 || neighbours < 1 || hits == nullptr ||
        capacity < 1 || count == nullptr) {
        return fail(COUNTENANCE_VISION_INVALID_ARGUMENT, "cascade: an argument is out of range");
    }

    return guarded([&]() -> int32_t {
        cv::Mat even;
        cv::equalizeHist(wrap(pixels, width, height, 1), even);
        std::vector<cv::Rect> boxes;
        std::vector<int> merged;
        const double step = 1.1;
        static_cast<cv::CascadeClassifier*>(cascade)->detectMultiScale(even, boxes, merged, step, neighbours, 0,
                                                                       cv::Size(smallest, smallest));
        *count = static_cast<int32_t>(std::min<size_t>(boxes.size(), static_cast<size_t>(capacity)));
        for (int32_t i = 0; i < *count; ++i) {
            const int32_t hit[] = {boxes[i].x, boxes[i].y, boxes[i].width, boxes[i].height, merged[i]};
            hits = std::copy(std::begin(hit), std::end(hit), hits);
        }
        return COUNTENANCE_VISION_OK;
    });
}

void countenance_vision_cascade_release(void* cascade) { delete static_cast<cv::CascadeClassifier*>(cascade); }
