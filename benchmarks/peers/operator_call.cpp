// What Countenance.Benchmarks' OperatorCallBenchmarks measure, called from C++ on the same libtorch: the floor under a call of ours.
//
//   g++ -O2 -std=c++17 benchmarks/peers/operator_call.cpp -o artifacts/operator_call -ltorch -ltorch_cpu -lc10 && artifacts/operator_call
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

template <typename Call>
static void measure(const char* name, Call call) {
    constexpr int repetitions = 200000;
    std::vector<double> rounds;
    for (int round = 0; round < 9; round++) {
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < repetitions; i++) {
            call();
        }
        rounds.push_back(std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() / repetitions);
    }
    std::sort(rounds.begin(), rounds.end());
    std::printf("%-20s %8.1f ns (median), %8.1f ns (best)\n", name, rounds[rounds.size() / 2], rounds.front());
}

int main() {
    at::set_num_threads(1);
    at::Tensor left = at::ones({64});
    at::Tensor right = at::ones({64});
    measure("add of two [64]", [&] { at::add(left, right); });
    measure("add in place", [&] { left.add_(right, 0); });
    measure("reshape to [8, 8]", [&] { left.reshape({8, 8}); });
}
