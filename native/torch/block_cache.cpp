#include "block_cache.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <torch/version.h>

#include <sys/mman.h>

#include <algorithm>
#include <list>
#include <map>
#include <mutex>
#include <unordered_map>

#define CT_TORCH_AT_LEAST(major, minor) \
    (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

#if CT_TORCH_AT_LEAST(2, 3)
#define CT_ALLOCATE_CONST
#else
#define CT_ALLOCATE_CONST const
#endif

namespace {

constexpr size_t smallest = 1 << 20;  // bytes; smaller blocks stay with libtorch's own allocator
constexpr size_t grain = 1 << 16;     // bytes; a multiple of every page size in use

// How much more than the most in use may be held, and how much larger a block may be than asked for: the more, the seldomer pages are
// given back and faulted in anew. Measured on a step of ResNet18: a sixth and a half cost no time that can be seen.
constexpr size_t slack = 6;
constexpr size_t tolerance = 2;

class BlockCache final : public c10::Allocator {
public:
    static BlockCache& instance() {
        static auto* cache = new BlockCache();  // tensors may be freed while the process ends
        return *cache;
    }

    c10::DataPtr allocate(size_t size) CT_ALLOCATE_CONST override {
        if (size < smallest) {
            return own->allocate(size);
        }
        void* block = instance().take((size + grain - 1) / grain * grain);
        return {block, block, &release, c10::Device(c10::DeviceType::CPU)};
    }

    c10::DeleterFnPtr raw_deleter() const override {
        return &release;
    }

#if CT_TORCH_AT_LEAST(2, 1)
    void copy_data(void* destination, const void* source, size_t size) const override {
        default_copy_data(destination, source, size);
    }
#endif

private:
    using BySize = std::multimap<size_t, void*>;

    BlockCache() : own(c10::GetCPUAllocator()) {}

    static void release(void* block) {
        BlockCache& cache = instance();
        if (!cache.put_back(block)) {
            cache.own->raw_deleter()(block);
        }
    }

    // A kept block that is little larger will do; otherwise the oldest ones make room.
    void* take(size_t size) {
        std::lock_guard<std::mutex> guard(mutex);
        auto found = kept.lower_bound(size);
        if (found != kept.end() && found->first <= size + size / tolerance) {
            void* block = found->second;
            in_use += found->first;
            ages.erase(entries[block].age);
            kept.erase(found);
            return block;
        }
        most_in_use = std::max(most_in_use, in_use + size);
        while (!ages.empty() && held + size > most_in_use + most_in_use / slack) {
            unmap_oldest();
        }
        void* block = map(size);
        entries[block].size = size;
        in_use += size;
        held += size;
        return block;
    }

    void* map(size_t size) {
        for (;;) {
            void* block = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            if (block != MAP_FAILED) {
                return block;
            }
            if (ages.empty()) {
                throw std::bad_alloc();
            }
            unmap_oldest();
        }
    }

    bool put_back(void* block) {
        std::lock_guard<std::mutex> guard(mutex);
        auto entry = entries.find(block);
        if (entry == entries.end()) {
            return false;
        }
        in_use -= entry->second.size;
        kept.emplace(entry->second.size, block);
        entry->second.age = ages.insert(ages.end(), block);
        return true;
    }

    void unmap_oldest() {
        void* block = ages.front();
        size_t size = entries[block].size;
        ages.pop_front();
        entries.erase(block);
        auto range = kept.equal_range(size);
        kept.erase(std::find_if(range.first, range.second, [&](const BySize::value_type& entry) { return entry.second == block; }));
        munmap(block, size);
        held -= size;
    }

    struct Entry {
        size_t size = 0;
        std::list<void*>::iterator age;  // valid while the block is kept
    };

    c10::Allocator* own;
    std::mutex mutex;
    std::unordered_map<void*, Entry> entries;
    BySize kept;
    std::list<void*> ages;
    size_t in_use = 0;
    size_t held = 0;
    size_t most_in_use = 0;
};

}  // namespace

void use_block_cache() {
    c10::SetCPUAllocator(&BlockCache::instance(), 1);
}
