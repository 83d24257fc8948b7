#pragma once

// Large blocks of tensor memory are kept and given out again, whole, instead of lying among small ones in the C library's heap, where a
// training's memory grows by half through fragmentation. What is held exceeds the most that was in use at once by a sixth at most.
void use_block_cache();
