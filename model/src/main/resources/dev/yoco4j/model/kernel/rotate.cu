// Rotary positions: (a, b) -> (a cos - b sin, b cos + a sin) in float32, rounded once, as Rotation does.
//
// x: [B, T, H, Dh] with strides in numbers (multiples of 8), heads contiguous; turned where it lies. Dh: a multiple of 16.
// cos, sin: [R, T, Dh/2] float32; tableStride: numbers from one sequence's table to the next, 0 where R is 1.
// Grid: (ceil(T H Dh/16 / 256), B). Block: 256 threads, 8 pairs each.

__device__ __forceinline__ void turn(float a[8], float b[8], const float* cos, const float* sin) {
#pragma unroll
  for (int i = 0; i < 8; i += 4) {
    float4 c = *(const float4*)(cos + i);
    float4 s = *(const float4*)(sin + i);
    float cs[4] = {c.x, c.y, c.z, c.w};
    float ss[4] = {s.x, s.y, s.z, s.w};
#pragma unroll
    for (int j = 0; j < 4; j++) {
      float first = a[i + j];
      float second = b[i + j];
      a[i + j] = first * cs[j] - second * ss[j];
      b[i + j] = second * cs[j] + first * ss[j];
    }
  }
}

template <bool HALVES>
__device__ __forceinline__ void rotate(
    bf16* x, long long xBatch, long long xTime, long long xHead, const float* cos, const float* sin, long long tableStride,
    int length, int heads, int width) {
  unsigned index = blockIdx.x * blockDim.x + threadIdx.x;
  unsigned parts = width / 16;
  unsigned part = index % parts;
  unsigned head = index / parts % heads;
  long long time = index / parts / heads;
  if (time >= length) {
    return;
  }
  long long batch = blockIdx.y;
  bf16* at = x + batch * xBatch + time * xTime + head * xHead;
  int first = HALVES ? part * 8 : part * 16;
  int second = HALVES ? first + width / 2 : first + 8;
  float one[8];
  float two[8];
  unpack(load8(at + first), one);
  unpack(load8(at + second), two);
  long long table = batch * tableStride + time * (width / 2) + part * 8;
  if (HALVES) {
    turn(one, two, cos + table, sin + table);
  } else {
    float a[8] = {one[0], one[2], one[4], one[6], two[0], two[2], two[4], two[6]};
    float b[8] = {one[1], one[3], one[5], one[7], two[1], two[3], two[5], two[7]};
    turn(a, b, cos + table, sin + table);
#pragma unroll
    for (int i = 0; i < 4; i++) {
      one[2 * i] = a[i];
      one[2 * i + 1] = b[i];
      two[2 * i] = a[4 + i];
      two[2 * i + 1] = b[4 + i];
    }
  }
  store8(at + first, packed(one));
  store8(at + second, packed(two));
}

// Numbers 2i and 2i + 1 turn together.
extern "C" __global__ void rotate_interleaved(
    bf16* x, long long xBatch, long long xTime, long long xHead, const float* cos, const float* sin, long long tableStride,
    int length, int heads, int width) {
  rotate<false>(x, xBatch, xTime, xHead, cos, sin, tableStride, length, heads, width);
}

// Numbers i and i + Dh/2 turn together.
extern "C" __global__ void rotate_halves(
    bf16* x, long long xBatch, long long xTime, long long xHead, const float* cos, const float* sin, long long tableStride,
    int length, int heads, int width) {
  rotate<true>(x, xBatch, xTime, xHead, cos, sin, tableStride, length, heads, width);
}
