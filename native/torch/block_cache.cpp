// Large blocks of tensor memory are kept and given out again, whole, instead of lying among small ones in the C library's heap, where a
// training's memory grows by half through fragmentation. What is held exceeds the most that was in use at once by a sixth at most.
#include <c10/core/CPUAllocator.h>
#include <sys/mman.h>

#include <cstring>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace {

constexpr size_t smallest = 1 << 20;  // bytes; smaller blocks stay with libtorch's own allocator
constexpr size_t grain = 1 << 16;     // bytes; a multiple of every page size in use

c10::Allocator* const own = c10::GetCPUAllocator();
auto& lock = *new std::mutex;  // these outlive every tensor, also those freed while the process ends
auto& sizes = *new std::unordered_map<void*, size_t>;
auto& kept = *new std::vector<void*>;  // oldest first
size_t in_use = 0, held = 0, most_in_use = 0;

void unmap_oldest() {
    void* block = kept.front();
    kept.erase(kept.begin());
    munmap(block, sizes[block]);
    held -= sizes[block];
    sizes.erase(block);
}

void* take(size_t size) {
    std::lock_guard<std::mutex> guard(lock);
    auto best = kept.end();  // up to half as large again: what is seldom given back is seldom faulted in anew
    for (auto entry = kept.begin(); entry != kept.end(); ++entry) {
        if (sizes[*entry] >= size && sizes[*entry] <= size + size / 2 && (best == kept.end() || sizes[*entry] < sizes[*best])) best = entry;
    }
    if (best != kept.end()) {
        void* block = *best;
        kept.erase(best);
        in_use += sizes[block];
        return block;
    }
    most_in_use = std::max(most_in_use, in_use + size);
    while (!kept.empty() && held + size > most_in_use + most_in_use / 6) unmap_oldest();
    void* block;
    while ((block = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) == MAP_FAILED) {
        if (kept.empty()) throw std::bad_alloc();
        unmap_oldest();
    }
    sizes[block] = size;
    in_use += size;
    held += size;
    return block;
}

void release(void* block) {
    std::unique_lock<std::mutex> guard(lock);
    auto entry = sizes.find(block);
    if (entry == sizes.end()) {
        guard.unlock();
        return own->raw_deleter()(block);
    }
    in_use -= entry->second;
    kept.push_back(block);
}

// libtorch 2 has other signatures than 1.13: what is no override in one is one in the other.
struct BlockCache final : c10::Allocator {
    c10::DataPtr allocate(size_t size) const {
        if (size < smallest) return own->allocate(size);
        void* block = take((size + grain - 1) / grain * grain);
        return {block, block, &release, c10::Device(c10::DeviceType::CPU)};
    }
    c10::DataPtr allocate(size_t size) { return static_cast<const BlockCache*>(this)->allocate(size); }
    c10::DeleterFnPtr raw_deleter() const override { return &release; }
    void copy_data(void* destination, const void* source, size_t size) const { memcpy(destination, source, size); }
};

}  // namespace

void use_block_cache() { c10::SetCPUAllocator(new BlockCache, 1); }
