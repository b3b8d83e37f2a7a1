// The state of gated retention before each chunk: before[0] = state, before[n + 1] = exp(total[n]) before[n] + added[n].
//
// YOCO (arXiv 2405.05254) section 4.2, equation 7; the second of three kernels. Needs "#define HEAD n": Dk = Dv, 64 or 128.
//
// states: [B, H, N, Dk, Dv] bf16: `added` when it starts, `before` when it ends; carried in float32, rounded for reading.
// totals: [B, H, N] float32. state: [B, H, Dk, Dv] float32, the state before the first chunk, replaced by the last.
//
// Grid: (HEAD * HEAD / 1024, B * H). Block: 128 threads, 8 numbers each.

constexpr int AHEAD = 8;  // chunks that are read while the ones before them are summed

extern "C" __global__ void __launch_bounds__(128) retention_scan(
    bf16* states, const float* totals, float* state, int chunks) {
  long long head = blockIdx.y;
  int at = (blockIdx.x * 128 + threadIdx.x) * 8;
  bf16* mine = states + head * chunks * (HEAD * HEAD) + at;
  const float* decays = totals + head * chunks;
  float* carriedOn = state + head * (HEAD * HEAD) + at;
  float carried[8];
  *(float4*)carried = *(const float4*)carriedOn;
  *(float4*)(carried + 4) = *(const float4*)(carriedOn + 4);
  uint4 next[AHEAD];
#pragma unroll
  for (int i = 0; i < AHEAD; i++) {
    if (i < chunks) {
      next[i] = load8(mine + (long long)i * (HEAD * HEAD));
    }
  }
  for (int from = 0; from < chunks; from += AHEAD) {
    uint4 now[AHEAD];
#pragma unroll
    for (int i = 0; i < AHEAD; i++) {
      now[i] = next[i];
      if (from + AHEAD + i < chunks) {
        next[i] = load8(mine + (long long)(from + AHEAD + i) * (HEAD * HEAD));
      }
    }
#pragma unroll
    for (int i = 0; i < AHEAD; i++) {
      if (from + i < chunks) {
        store8(mine + (long long)(from + i) * (HEAD * HEAD), packed(carried));
        float decay = __expf(decays[from + i]);
        float added[8];
        unpack(now[i], added);
#pragma unroll
        for (int j = 0; j < 8; j++) {
          carried[j] = carried[j] * decay + added[j];
        }
      }
    }
  }
  *(float4*)carriedOn = *(const float4*)carried;
  *(float4*)(carriedOn + 4) = *(const float4*)(carried + 4);
}
