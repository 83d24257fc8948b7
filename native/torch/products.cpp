// Products of matrices of bfloat16 with the processor's instruction for them (AVX512-BF16), which .NET does not offer. The caller has made
// sure that the processor has it.
#include "countenance_torch.h"

#ifdef __x86_64__
#include <immintrin.h>

namespace {

constexpr int kRows = 8;     // of a block of sums that stays in registers
constexpr int kColumns = 32; // of a panel: two vectors

// Row and step: distances of the left matrix's rows and of the steps of its depth, in pairs.
template <int kRow, int kStep>
__attribute__((target("avx512f,avx512bf16"))) void multiply_block(
    const int32_t* left, int64_t panel_stride, int32_t panels, int32_t depth, const int32_t* right, float* product, int64_t stride, bool added) {
    __m512 low[kRows];
    __m512 high[kRows];
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r) {
        low[r] = added ? _mm512_loadu_ps(product + r * stride) : _mm512_setzero_ps();
        high[r] = added ? _mm512_loadu_ps(product + r * stride + kColumns / 2) : _mm512_setzero_ps();
    }
    for (int32_t panel = 0; panel < panels; ++panel) {
        const int32_t* pairs = left + panel * panel_stride;
        for (int32_t d = 0; d < depth; ++d, pairs += kStep, right += kColumns) {
            const __m512bh right_low = (__m512bh)_mm512_loadu_si512(right);
            const __m512bh right_high = (__m512bh)_mm512_loadu_si512(right + kColumns / 2);
#pragma GCC unroll 8
            for (int r = 0; r < kRows; ++r) {
                const __m512bh pair = (__m512bh)_mm512_set1_epi32(pairs[r * kRow]);
                low[r] = _mm512_dpbf16_ps(low[r], pair, right_low);
                high[r] = _mm512_dpbf16_ps(high[r], pair, right_high);
            }
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r) {
        _mm512_storeu_ps(product + r * stride, low[r]);
        _mm512_storeu_ps(product + r * stride + kColumns / 2, high[r]);
    }
}

}  // namespace

void ct_multiply_rows_bfloat16(const void* left, int64_t panel_stride, int32_t panels, int32_t rows, const void* right, float* product) {
    for (int32_t row = 0; row < rows; row += kRows) {
        multiply_block<kColumns / 2, 1>(
            static_cast<const int32_t*>(left) + row * (kColumns / 2), panel_stride / 2, panels, kColumns / 2,
            static_cast<const int32_t*>(right), product + row * kColumns, kColumns, false);
    }
}

void ct_multiply_columns_bfloat16(const void* left, const void* right, int32_t depth, float* product, int64_t stride, int32_t added) {
    for (int32_t column = 0; column < kColumns; column += kRows) {
        multiply_block<1, kColumns>(
            static_cast<const int32_t*>(left) + column, 0, 1, depth / 2, static_cast<const int32_t*>(right), product + column * stride,
            stride, added != 0);
    }
}
#else
#include <cstdlib>

void ct_multiply_rows_bfloat16(const void*, int64_t, int32_t, int32_t, const void*, float*) { std::abort(); }
void ct_multiply_columns_bfloat16(const void*, const void*, int32_t, float*, int64_t, int32_t) { std::abort(); }
#endif
