// New keys and values go behind the ones that a sequence has.
//
// k, v: [B, T] rows of G * width bf16 (k turned), strides in numbers from one row to the next; row b * T + t of sequence b
// goes to position lengths[b] + t. keys, values: B device pointers to [S/P, G, P, width], P = 2^shift; whoever allocates
// them sees to it that the positions are there. lengths: [B] int64 in device memory.
// Grid: (T, B). Block: any; 256 threads do. width: a multiple of 8. Buffers: bf16.
extern "C" __global__ void append_rows(
    const bf16* k, long long kStride, const bf16* v, long long vStride, bf16* const* keys, bf16* const* values,
    const long long* lengths, int groups, int width, int shift) {
  long long batch = blockIdx.y;
  long long row = batch * gridDim.x + blockIdx.x;
  long long position = lengths[batch] + blockIdx.x;
  for (int i = threadIdx.x * 8; i < groups * width; i += blockDim.x * 8) {
    long long to = rowOf(position, i / width, groups, shift) * width + i % width;
    store8(keys[batch] + to, load8(k + row * kStride + i));
    store8(values[batch] + to, load8(v + row * vStride + i));
  }
}

// x = code * scale, scale = max |x| / 127 per position and head, halves to even, as Quantized does.
__device__ __forceinline__ void quantize(const bf16* x, signed char* codes, float* scale, int width) {
  int lane = threadIdx.x & 31;
  float largest = 0.0f;
  for (int i = lane; i < width; i += 32) {
    largest = fmaxf(largest, fabsf(wide(x[i])));
  }
#pragma unroll
  for (int d = 16; d > 0; d >>= 1) {
    largest = fmaxf(largest, __shfl_xor_sync(0xffffffffu, largest, d));
  }
  float step = __fdiv_rn(largest, 127.0f);
  float divisor = fmaxf(step, __int_as_float(0x00800000));  // the smallest normal number: a head of zeros has scale 0
  for (int i = lane; i < width; i += 32) {
    codes[i] = (signed char)__float2int_rn(__fdiv_rn(wide(x[i]), divisor));
  }
  if (lane == 0) {
    *scale = step;
  }
}

// Grid: (T, B). Block: 32 threads for each of the 2 G heads, at most 1024. Buffers: codes int8, scales [S/P, G, P] float32.
extern "C" __global__ void append_rows_int8(
    const bf16* k, long long kStride, const bf16* v, long long vStride, signed char* const* keys,
    float* const* keyScales, signed char* const* values, float* const* valueScales, const long long* lengths, int groups,
    int width, int shift) {
  long long batch = blockIdx.y;
  long long row = batch * gridDim.x + blockIdx.x;
  long long position = lengths[batch] + blockIdx.x;
  for (int i = threadIdx.x >> 5; i < 2 * groups; i += blockDim.x >> 5) {
    int group = i % groups;
    bool isKey = i < groups;
    const bf16* x = isKey ? k + row * kStride : v + row * vStride;
    signed char* codes = (isKey ? keys : values)[batch];
    float* scales = (isKey ? keyScales : valueScales)[batch];
    long long at = rowOf(position, group, groups, shift);
    quantize(x + (long long)group * width, codes + at * width, scales + at, width);
  }
}
