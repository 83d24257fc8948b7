// Large blocks of tensor memory are cut from a region of their own instead of lying among small ones in the C library's heap, where a
// training's memory grows by half. What was touched stays: a step that allocates like the one before faults no page in anew.
#include <c10/core/CPUAllocator.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <map>
#include <mutex>
#include <unordered_map>

namespace {

constexpr size_t smallest = 1 << 20;            // bytes; smaller blocks stay with libtorch's own allocator
constexpr size_t grain = 1 << 16;               // bytes; blocks start and end at its multiples
const size_t region_size = size_t(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);  // beyond it libtorch's own allocator refuses

c10::Allocator* const own = c10::GetCPUAllocator();
auto& lock = *new std::mutex;  // these outlive every tensor, also those freed while the process ends
auto& sizes = *new std::unordered_map<void*, size_t>;  // of the blocks in use
auto& gaps = *new std::map<char*, size_t>;             // between them; no two touch
char *region = nullptr, *top = nullptr;                // all above top is untouched

// The smallest gap that holds the size, the lowest of equal ones; else the end of the region. Null when that is used up.
char* take(size_t size) {
    std::lock_guard<std::mutex> guard(lock);
    auto best = gaps.end();
    for (auto gap = gaps.begin(); gap != gaps.end(); ++gap) {
        if (gap->second >= size && (best == gaps.end() || gap->second < best->second)) best = gap;
    }
    if (best == gaps.end() && !gaps.empty() && std::prev(best)->first + std::prev(best)->second == top) best = std::prev(best);
    char* block = best == gaps.end() ? top : best->first;
    if (block + size > region + region_size) return nullptr;
    if (best != gaps.end()) {
        if (best->second > size) gaps[block + size] = best->second - size;
        gaps.erase(best);
    }
    top = std::max(top, block + size);
    sizes[block] = size;
    return block;
}

void release(void* block) {
    std::unique_lock<std::mutex> guard(lock);
    auto entry = sizes.find(block);
    if (entry == sizes.end()) {
        guard.unlock();
        return own->raw_deleter()(block);
    }
    auto gap = gaps.emplace(static_cast<char*>(block), entry->second).first;
    sizes.erase(entry);
    if (auto after = std::next(gap); after != gaps.end() && gap->first + gap->second == after->first) {
        gap->second += after->second;
        gaps.erase(after);
    }
    if (auto before = gap; gap != gaps.begin() && (--before)->first + before->second == gap->first) {
        before->second += gap->second;
        gaps.erase(gap);
    }
}

// libtorch 2 has other signatures than 1.13: what is no override in one is one in the other.
struct BlockCache final : c10::Allocator {
    c10::DataPtr allocate(size_t size) const {
        void* block = size < smallest ? nullptr : take((size + grain - 1) / grain * grain);
        if (!block) return own->allocate(size);
        return {block, block, &release, c10::Device(c10::DeviceType::CPU)};
    }
    c10::DataPtr allocate(size_t size) { return static_cast<const BlockCache*>(this)->allocate(size); }
    c10::DeleterFnPtr raw_deleter() const override { return &release; }
    void copy_data(void* destination, const void* source, size_t size) const { memcpy(destination, source, size); }
};

}  // namespace

void use_block_cache() {
    static std::once_flag used;  // blocks of a first region would be taken for those of a second one
    std::call_once(used, [] {
        void* reserved = mmap(nullptr, region_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (reserved == MAP_FAILED) return;  // a limit on addresses: everything stays with libtorch's own allocator
        madvise(reserved, region_size, MADV_HUGEPAGE);  // a wish: it saves a part of a step's time where the kernel grants it
        std::lock_guard<std::mutex> guard(lock);
        region = top = static_cast<char*>(reserved);
        c10::SetCPUAllocator(new BlockCache, 1);
    });
}
