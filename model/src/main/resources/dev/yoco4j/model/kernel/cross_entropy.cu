// Cross entropy of rows of logits, and its slope: nats = log(sum(exp(x))) - x[target], x = softmax(x) - onehot(target).
//
// Sums and exponentials are float32; the slope is rounded once. A row is read twice, the second time mostly from the
// second-level cache, and written once, where libtorch's operations pass over float32 copies eight times.
//
// logits: [rows, width] bf16, rows behind each other, replaced by the slope. width: a multiple of 8. targets: [rows] int64.
// nats: [rows] float32. Grid: rows. Block: 512 threads.

// What exponentials of some numbers sum up to, `sum` times exp(greatest).
struct Exponentials {
  float greatest;
  float sum;
};

__device__ __forceinline__ Exponentials together(Exponentials a, Exponentials b) {
  float greatest = fmaxf(a.greatest, b.greatest);
  return {greatest, a.sum * __expf(a.greatest - greatest) + b.sum * __expf(b.greatest - greatest)};
}

__device__ __forceinline__ Exponentials togetherInWarp(Exponentials mine) {
#pragma unroll
  for (int d = 16; d > 0; d >>= 1) {
    Exponentials other = {
        __shfl_xor_sync(0xffffffffu, mine.greatest, d), __shfl_xor_sync(0xffffffffu, mine.sum, d)};
    mine = together(mine, other);
  }
  return mine;
}

extern "C" __global__ void __launch_bounds__(512) cross_entropy(
    bf16* logits, const long long* targets, float* nats, int width) {
  __shared__ Exponentials warps[16];
  const float LEAST = -3.4e38f;  // not minus infinity, whose difference to itself is no number
  bf16* row = logits + (long long)blockIdx.x * width;
  int target = (int)targets[blockIdx.x];
  float wanted = wide(row[target]);

  Exponentials mine = {LEAST, 0.0f};
  for (int at = threadIdx.x * 8; at < width; at += 512 * 8) {
    float x[8];
    unpack(load8(row + at), x);
    float greatest = x[0];
#pragma unroll
    for (int i = 1; i < 8; i++) {
      greatest = fmaxf(greatest, x[i]);
    }
    float sum = 0.0f;
#pragma unroll
    for (int i = 0; i < 8; i++) {
      sum += __expf(x[i] - greatest);
    }
    mine = together(mine, {greatest, sum});
  }
  mine = togetherInWarp(mine);
  if ((threadIdx.x & 31) == 0) {
    warps[threadIdx.x >> 5] = mine;
  }
  __syncthreads();  // `wanted` is read by now, too
  Exponentials all = togetherInWarp(warps[threadIdx.x & 15]);
  // each of the 16 partial sums was met twice
  float total = 0.5f * all.sum;
  if (threadIdx.x == 0) {
    nats[blockIdx.x] = all.greatest + logf(total) - wanted;
  }
  float scale = 1.0f / total;
  for (int at = threadIdx.x * 8; at < width; at += 512 * 8) {
    float x[8];
    unpack(load8(row + at), x);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      x[i] = __expf(x[i] - all.greatest) * scale - (at + i == target ? 1.0f : 0.0f);
    }
    store8(row + at, packed(x));
  }
}
