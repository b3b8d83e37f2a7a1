// What each group of chunks of a prompt adds to the state of gated retention:
//
//   added[n] = sum_j exp(g_{j+1} + .. + g_last) k_j^T v_j
//
// YOCO (arXiv 2405.05254) section 4.2, equation 7; the first of three kernels (then retention_scan, and retention_chunk_outputs or
// retention_group_outputs). Needs "#define HEAD n": Dk = Dv, 64 or 128.
//
// k, v: B * T rows of H * HEAD bf16, strides in numbers. phases: [R, T, HEAD/2] as in phases.cu, or null where k is turned;
// phaseStride: numbers from one sequence's to the next. decays: B * T rows of H logits.
// added: [B, H, N, Dk, Dv] bf16, summed in float32, N = ceil(T / (128 span)). totals: [B, H, N] float32, a group's whole log decay.
//
// Grid: (H, N, B). Block: 256 threads. Shared memory: 768 * HEAD bytes, dynamic. span: chunks of a group, at most 8.
// Heads come first in the grid: blocks that run together read neighbouring bytes.

constexpr int TALL = HEAD / 64;  // products of 16 rows that a warp makes; 4 warps share Dk
constexpr int BROAD = HEAD / 16;  // products of 8 columns; 2 warps share Dv
constexpr int MOST_CHUNKS = 8;    // a warp sums the decays of each
constexpr unsigned TILE_BYTES = CHUNK * HEAD * 2;

// A tile of keys, in pairs of units that turn together: each thread turns what it copied.
__device__ __forceinline__ void loadKeys(unsigned tile, const bf16* from, long long stride, int valid) {
#pragma unroll
  for (int first = 0; first < CHUNK * PAIRED; first += 256) {
    int row = (first + threadIdx.x) / PAIRED;
    int unit = threadIdx.x % PAIRED;
    const bf16* at = from + (row < valid ? row : 0) * stride + unit * 8;
    copy16Later(tile + place<HEAD>(row, unit), at, row < valid);
    copy16Later(tile + place<HEAD>(row, unit + PAIRED), at + PAIRED * 8, row < valid);
  }
}

__device__ __forceinline__ void turnKeys(unsigned tile, const unsigned* phases, int halves, int valid) {
  constexpr int AHEAD = 2;  // rows whose phases are on their way at once
  int unit = threadIdx.x % PAIRED;
#pragma unroll
  for (int from = 0; from < CHUNK * PAIRED; from += 256 * AHEAD) {
    Turn turns[AHEAD];
#pragma unroll
    for (int i = 0; i < AHEAD; i++) {
      int row = (from + i * 256 + threadIdx.x) / PAIRED;
      turns[i].read(phases + (row < valid ? row : 0) * (HEAD / 2), unit, halves);
    }
#pragma unroll
    for (int i = 0; i < AHEAD; i++) {
      int row = (from + i * 256 + threadIdx.x) / PAIRED;
      turns[i].apply(tile + place<HEAD>(row, unit), tile + place<HEAD>(row, unit + PAIRED), halves);
    }
  }
}

// weights[p] = exp of all decays behind position p of the group; the group's whole log decay. By 8 warps, a chunk each.
__device__ __forceinline__ float weigh(
    const bf16* logits, long long stride, int chunks, int valid, float temperature, bf16* weights) {
  __shared__ float wholes[MOST_CHUNKS];
  int lane = threadIdx.x & 31;
  int chunk = threadIdx.x >> 5;
  float sums[4];
  float whole =
      sumDecaysByWarp(logits + chunk * CHUNK * stride, stride, chunk < chunks ? valid - chunk * CHUNK : 0, temperature, sums);
  if (lane == 0) {
    wholes[chunk] = whole;
  }
  __syncthreads();
  float total = 0.0f;
  float behind = 0.0f;
#pragma unroll
  for (int i = 0; i < MOST_CHUNKS; i++) {
    total += wholes[i];
    behind += i >= chunk ? wholes[i] : 0.0f;
  }
  *(uint2*)(weights + chunk * CHUNK + lane * 4) = make_uint2(
      pack(__expf(behind - sums[0]), __expf(behind - sums[1])), pack(__expf(behind - sums[2]), __expf(behind - sums[3])));
  return total;
}

// sums += (weights k)^T v of a chunk.
__device__ __forceinline__ void multiply(
    float (&sums)[TALL][BROAD][4], unsigned keys, unsigned values, const bf16* weights, int top, int left) {
  int lane = threadIdx.x & 31;
  int inner = lane & 7;
  int matrix = lane >> 3;
#pragma unroll
  for (int j = 0; j < CHUNK; j += 16) {
    unsigned early = *(const unsigned*)(weights + j + (lane & 3) * 2);
    unsigned late = *(const unsigned*)(weights + j + 8 + (lane & 3) * 2);
    unsigned a[TALL][4];
#pragma unroll
    for (int m = 0; m < TALL; m++) {
      load4Transposed(a[m], keys + place<HEAD>(j + (matrix >> 1) * 8 + inner, (top + m * 16) / 8 + (matrix & 1)));
      a[m][0] = product(a[m][0], early);
      a[m][1] = product(a[m][1], early);
      a[m][2] = product(a[m][2], late);
      a[m][3] = product(a[m][3], late);
    }
#pragma unroll
    for (int n = 0; n < BROAD; n += 2) {
      unsigned b[4];
      load4Transposed(b, values + place<HEAD>(j + (matrix & 1) * 8 + inner, left / 8 + n + (matrix >> 1)));
#pragma unroll
      for (int m = 0; m < TALL; m++) {
        multiply(sums[m][n], a[m], b[0], b[1]);
        multiply(sums[m][n + 1], a[m], b[2], b[3]);
      }
    }
  }
}

extern "C" __global__ void __launch_bounds__(256, 2) retention_chunk_states(
    const bf16* k, long long kStride, const bf16* v, long long vStride, const bf16* decays, long long decayStride,
    float temperature, const unsigned* phases, long long phaseStride, int halves, bf16* added, float* totals, int length, int span) {
  extern __shared__ __align__(128) unsigned char tiles[];
  __shared__ __align__(8) bf16 weights[MOST_CHUNKS * CHUNK];
  int head = blockIdx.x;
  long long batch = blockIdx.z;
  int first = blockIdx.y * span * CHUNK;
  int valid = length - first;
  int chunks = min(span, (valid + CHUNK - 1) / CHUNK);
  long long row = batch * length + first;
  k += row * kStride + head * HEAD;
  v += row * vStride + head * HEAD;
  phases += phases == nullptr ? 0 : batch * phaseStride + (long long)first * (HEAD / 2);
  unsigned keys = sharedAddress(tiles);
  unsigned nextKeys = keys + TILE_BYTES;
  unsigned values = keys + 2 * TILE_BYTES;
  loadKeys(keys, k, kStride, valid);
  endOfGroup();
  loadTile<CHUNK, HEAD>(values, v, vStride, valid);
  endOfGroup();
  float total = weigh(decays + row * decayStride + head, decayStride, chunks, valid, temperature, weights);
  long long which = (batch * gridDim.x + head) * gridDim.y + blockIdx.y;
  if (threadIdx.x == 0) {
    totals[which] = total;
  }

  int lane = threadIdx.x & 31;
  int warp = threadIdx.x >> 5;
  int top = (warp & 3) * (HEAD / 4);
  int left = (warp >> 2) * (HEAD / 2);
  float sums[TALL][BROAD][4] = {};
  for (int chunk = 0; chunk < chunks; chunk++) {
    bool more = chunk + 1 < chunks;
    int next = (chunk + 1) * CHUNK;
    waitForCopies<1>();
    if (phases != nullptr) {
      turnKeys(keys, phases + chunk * CHUNK * (HEAD / 2), halves, valid - chunk * CHUNK);
    }
    waitForCopies<0>();
    __syncthreads();
    if (more) {
      loadKeys(nextKeys, k + next * kStride, kStride, valid - next);
    }
    endOfGroup();
    multiply(sums, keys, values, weights + chunk * CHUNK, top, left);
    __syncthreads();
    if (more) {
      loadTile<CHUNK, HEAD>(values, v + next * vStride, vStride, valid - next);
    }
    endOfGroup();
    unsigned used = keys;
    keys = nextKeys;
    nextKeys = used;
  }

  // through shared memory, so that whole units of 16 bytes are written
#pragma unroll
  for (int m = 0; m < TALL; m++) {
#pragma unroll
    for (int n = 0; n < BROAD; n++) {
      int down = top + m * 16 + (lane >> 2);
      int unit = left / 8 + n;
      *(unsigned*)(tiles + place<HEAD>(down, unit) + (lane & 3) * 4) = pack(sums[m][n][0], sums[m][n][1]);
      *(unsigned*)(tiles + place<HEAD>(down + 8, unit) + (lane & 3) * 4) = pack(sums[m][n][2], sums[m][n][3]);
    }
  }
  __syncthreads();
  bf16* to = added + which * (HEAD * HEAD);
  for (int i = threadIdx.x; i < HEAD * HEAD / 8; i += 256) {
    store8(to + i * 8, *(const uint4*)(tiles + place<HEAD>(i / (HEAD / 8), i % (HEAD / 8))));
  }
}
