// Numbers of 16 bits. Goes in front of every other source: NVRTC gets one string, and no headers.
//
// A source is: "#define HEAD n" where the file says so, then bf16.cu, tensor_cores.cu, warpgroups.cu, decay.cu,
// phases.cu, then the file.

typedef unsigned short bf16;

__device__ __forceinline__ float wide(bf16 x) { return __uint_as_float((unsigned)x << 16); }

__device__ __forceinline__ float low(unsigned pair) { return __uint_as_float(pair << 16); }

__device__ __forceinline__ float high(unsigned pair) { return __uint_as_float(pair & 0xffff0000u); }

// Round to nearest even, as libtorch does.
__device__ __forceinline__ unsigned pack(float first, float second) {
  unsigned pair;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(second), "f"(first));
  return pair;
}

__device__ __forceinline__ bf16 narrow(float x) { return (bf16)pack(x, 0.0f); }

__device__ __forceinline__ float rounded(float x) { return low(pack(x, 0.0f)); }

// The eight numbers of a 16-byte word.
__device__ __forceinline__ void unpack(uint4 word, float x[8]) {
  x[0] = low(word.x);
  x[1] = high(word.x);
  x[2] = low(word.y);
  x[3] = high(word.y);
  x[4] = low(word.z);
  x[5] = high(word.z);
  x[6] = low(word.w);
  x[7] = high(word.w);
}

__device__ __forceinline__ uint4 packed(const float x[8]) {
  return make_uint4(pack(x[0], x[1]), pack(x[2], x[3]), pack(x[4], x[5]), pack(x[6], x[7]));
}

__device__ __forceinline__ uint4 load8(const bf16* from) { return *(const uint4*)from; }

__device__ __forceinline__ void store8(bf16* to, uint4 word) { *(uint4*)to = word; }

// The products of two pairs; as a sum with -0, because GPUs before 9.0 have no other.
__device__ __forceinline__ unsigned product(unsigned a, unsigned b) {
  unsigned c;
  asm("fma.rn.bf16x2 %0, %1, %2, %3;" : "=r"(c) : "r"(a), "r"(b), "r"(0x80008000u));
  return c;
}

constexpr float LOG2_E = 1.4426950408889634f;

// 2^x in one instruction: far more exact than the 8 bits that results keep, and 0 where x is below -126.
__device__ __forceinline__ float powerOfTwo(float x) {
  float y;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
}

// silu(x) = x / (1 + e^-x), as exact.
__device__ __forceinline__ float silu(float x) {
  float y;
  asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(1.0f + powerOfTwo(-LOG2_E * x)));
  return x * y;
}

__device__ __forceinline__ float sumOfWarp(float x) {
#pragma unroll
  for (int d = 16; d > 0; d >>= 1) {
    x += __shfl_xor_sync(0xffffffffu, x, d);
  }
  return x;
}

// The sum over a block of whole warps, in every thread; `sums` holds 32 numbers of shared memory.
__device__ __forceinline__ float sumOfBlock(float x, float* sums) {
  int lane = threadIdx.x & 31;
  x = sumOfWarp(x);
  if (lane == 0) {
    sums[threadIdx.x >> 5] = x;
  }
  __syncthreads();
  return sumOfWarp(lane < (blockDim.x >> 5) ? sums[lane] : 0.0f);
}

// The row of a position and head among keys or values, whose rows lie as [S / P, G, P]: blocks of P = 2^shift positions,
// within which each head's rows are neighbours. P is 256 in a growing past, 1 in a window.
__device__ __forceinline__ long long rowOf(long long position, int group, int groups, int shift) {
  return (((position >> shift) * groups + group) << shift) + (position & ((1ll << shift) - 1));
}
