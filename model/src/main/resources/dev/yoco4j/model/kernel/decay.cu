// Decays of gated retention. They stay logarithms until two of them are subtracted: the difference is never positive.

constexpr int CHUNK = 128;  // positions, as GatedRetention

// g = log sigmoid(x) / temperature
__device__ __forceinline__ float logDecay(bf16 logit, float temperature) {
  float x = wide(logit);
  return (fminf(x, 0.0f) - log1pf(expf(-fabsf(x)))) / temperature;
}

// sums[i] = g_0 + .. + g_i of one chunk and head, by a block of at least CHUNK threads.
//
// logits: the chunk's first, `stride` numbers from one position to the next; positions from `valid` on do not decay.
__device__ __forceinline__ void sumDecays(
    const bf16* logits, long long stride, int valid, float temperature, float* sums) {
  __shared__ float totals[CHUNK / 32];
  int lane = threadIdx.x & 31;
  int warp = threadIdx.x >> 5;
  float sum = 0.0f;
  if (threadIdx.x < CHUNK) {
    if (threadIdx.x < valid) {
      sum = logDecay(logits[threadIdx.x * stride], temperature);
    }
#pragma unroll
    for (int d = 1; d < 32; d <<= 1) {
      float earlier = __shfl_up_sync(0xffffffffu, sum, d);
      sum += lane >= d ? earlier : 0.0f;
    }
    if (lane == 31) {
      totals[warp] = sum;
    }
  }
  __syncthreads();
  if (threadIdx.x < CHUNK) {
    for (int w = 0; w < warp; w++) {
      sum += totals[w];
    }
    sums[threadIdx.x] = sum;
  }
  __syncthreads();
}

// sums[i] = g_0 + .. + g_p of one chunk and head at the lane's four positions p = 4 lane + i, by a warp; the chunk's whole sum.
__device__ __forceinline__ float sumDecaysByWarp(
    const bf16* logits, long long stride, int valid, float temperature, float sums[4]) {
  int lane = threadIdx.x & 31;
#pragma unroll
  for (int i = 0; i < 4; i++) {
    int position = lane * 4 + i;
    sums[i] = position < valid ? logDecay(logits[position * stride], temperature) : 0.0f;
    sums[i] += i > 0 ? sums[i - 1] : 0.0f;
  }
  float before = sums[3];
#pragma unroll
  for (int d = 1; d < 32; d <<= 1) {
    float earlier = __shfl_up_sync(0xffffffffu, before, d);
    before += lane >= d ? earlier : 0.0f;
  }
  float whole = __shfl_sync(0xffffffffu, before, 31);
  before -= sums[3];
#pragma unroll
  for (int i = 0; i < 4; i++) {
    sums[i] += before;
  }
  return whole;
}
