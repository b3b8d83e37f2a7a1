// What gated retention reads at each position of a prompt, normed per head and gated:
//
//   o = ((q k^T / sqrt(Dk)) * D) v + exp(g_1 + .. + g_i) q before[n] / sqrt(Dk),   out = silu(gate) * norm(o)
//   D_ij = exp(g_{j+1} + .. + g_i) for i >= j, else 0
//
// YOCO (arXiv 2405.05254) section 4.2, equation 7 with D the right way round; the last of three kernels.
// Needs "#define HEAD n": Dk = Dv, 64 or 128.
//
// q, k (turned), v, gate, out: B * T rows of H * HEAD bf16, strides in numbers. decays: B * T rows of H logits.
// before: [B, H, N, Dk, Dv] bf16, N = ceil(T / 128). Rounded to bf16: q k^T * D, o, the norm, silu(gate), out.
//
// Grid: (H, N, B). Block: 256 threads; a warp has 16 positions. Shared memory: 768 * HEAD bytes, dynamic: two blocks fit.

constexpr int STEPS = HEAD / 16;  // of the sum over Dk
constexpr int COLUMNS = HEAD / 8;  // products of 8 columns of Dv
constexpr int SPAN = 32;          // keys whose scores are held at once

extern "C" __global__ void __launch_bounds__(256, 2) retention_chunk_outputs(
    const bf16* q, long long qStride, const bf16* k, long long kStride, const bf16* v, long long vStride,
    const bf16* gate, long long gateStride, const bf16* decays, long long decayStride, float temperature,
    const bf16* before, float epsilon, bf16* out, long long outStride, int length) {
  extern __shared__ __align__(128) unsigned char tiles[];
  __shared__ float since[CHUNK];
  int head = blockIdx.x;
  int chunk = blockIdx.y;
  long long batch = blockIdx.z;
  long long row = batch * length + chunk * CHUNK;
  int valid = min(CHUNK, length - chunk * CHUNK);
  unsigned queries = sharedAddress(tiles);
  unsigned keys = queries + CHUNK * HEAD * 2;
  unsigned values = keys + CHUNK * HEAD * 2;  // the state first, then v
  const bf16* state = before + ((batch * gridDim.x + head) * gridDim.y + chunk) * (HEAD * HEAD);
  loadTile<CHUNK, HEAD>(queries, q + row * qStride + head * HEAD, qStride, valid);
  loadTile<HEAD, HEAD>(values, state, HEAD, HEAD);
  endOfGroup();
  loadTile<CHUNK, HEAD>(keys, k + row * kStride + head * HEAD, kStride, valid);
  endOfGroup();
  sumDecays(decays + row * decayStride + head, decayStride, valid, temperature, since);
  waitForCopies<1>();
  __syncthreads();

  int lane = threadIdx.x & 31;
  int top = (threadIdx.x >> 5) * 16;  // the warp's first position in the chunk
  int g = lane >> 2;
  int t = lane & 3;
  int inner = lane & 7;
  int matrix = lane >> 3;
  float o[COLUMNS][4] = {};
#pragma unroll
  for (int s = 0; s < STEPS; s++) {
    unsigned a[4];
    load4(a, queries + place<HEAD>(top + (lane & 15), s * 2 + (lane >> 4)));
#pragma unroll
    for (int n = 0; n < COLUMNS; n += 2) {
      unsigned b[4];
      load4Transposed(b, values + place<HEAD>(s * 16 + (matrix & 1) * 8 + inner, n + (matrix >> 1)));
      multiply(o[n], a, b[0], b[1]);
      multiply(o[n + 1], a, b[2], b[3]);
    }
  }
  __syncthreads();
  loadTile<CHUNK, HEAD>(values, v + row * vStride + head * HEAD, vStride, valid);
  endOfGroup();
  const float scale = rsqrtf((float)HEAD);
  float upper = since[top + g];
  float lower = since[top + g + 8];
  float upperDecay = __expf(upper) * scale;
  float lowerDecay = __expf(lower) * scale;
#pragma unroll
  for (int n = 0; n < COLUMNS; n++) {
    o[n][0] *= upperDecay;
    o[n][1] *= upperDecay;
    o[n][2] *= lowerDecay;
    o[n][3] *= lowerDecay;
  }
  waitForCopies<0>();
  __syncthreads();

  for (int from = 0; from < top + 16; from += SPAN) {
    float scores[SPAN / 8][4] = {};
#pragma unroll
    for (int s = 0; s < STEPS; s++) {
      unsigned a[4];
      load4(a, queries + place<HEAD>(top + (lane & 15), s * 2 + (lane >> 4)));
#pragma unroll
      for (int n = 0; n < SPAN / 8; n += 2) {
        unsigned b[4];
        load4(b, keys + place<HEAD>(from + n * 8 + (matrix >> 1) * 8 + inner, s * 2 + (matrix & 1)));
        multiply(scores[n], a, b[0], b[1]);
        multiply(scores[n + 1], a, b[2], b[3]);
      }
    }
    unsigned p[SPAN / 8][2];
#pragma unroll
    for (int n = 0; n < SPAN / 8; n++) {
      int key = from + n * 8 + t * 2;
      float first = since[key];
      float second = since[key + 1];
      int i = top + g;
      p[n][0] =
          pack(key <= i ? scores[n][0] * scale * __expf(upper - first) : 0.0f,
               key + 1 <= i ? scores[n][1] * scale * __expf(upper - second) : 0.0f);
      p[n][1] =
          pack(key <= i + 8 ? scores[n][2] * scale * __expf(lower - first) : 0.0f,
               key + 1 <= i + 8 ? scores[n][3] * scale * __expf(lower - second) : 0.0f);
    }
#pragma unroll
    for (int s = 0; s < SPAN / 16; s++) {
      unsigned weights[4] = {p[2 * s][0], p[2 * s][1], p[2 * s + 1][0], p[2 * s + 1][1]};
#pragma unroll
      for (int n = 0; n < COLUMNS; n += 2) {
        unsigned b[4];
        load4Transposed(b, values + place<HEAD>(from + s * 16 + (matrix & 1) * 8 + inner, n + (matrix >> 1)));
        multiply(o[n], weights, b[0], b[1]);
        multiply(o[n + 1], weights, b[2], b[3]);
      }
    }
  }

  float upperSquares = 0.0f;
  float lowerSquares = 0.0f;
#pragma unroll
  for (int n = 0; n < COLUMNS; n++) {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      o[n][i] = rounded(o[n][i]);
    }
    upperSquares += o[n][0] * o[n][0] + o[n][1] * o[n][1];
    lowerSquares += o[n][2] * o[n][2] + o[n][3] * o[n][3];
  }
#pragma unroll
  for (int d = 1; d < 4; d <<= 1) {
    upperSquares += __shfl_xor_sync(0xffffffffu, upperSquares, d);
    lowerSquares += __shfl_xor_sync(0xffffffffu, lowerSquares, d);
  }
  float upperScale = rsqrtf(upperSquares / (float)HEAD + epsilon);
  float lowerScale = rsqrtf(lowerSquares / (float)HEAD + epsilon);
  // through the warp's own queries, which it has done with, so that whole units of 16 bytes are gated and written
  __syncwarp();
#pragma unroll
  for (int n = 0; n < COLUMNS; n++) {
    *(unsigned*)(tiles + place<HEAD>(top + g, n) + t * 4) = pack(o[n][0] * upperScale, o[n][1] * upperScale);
    *(unsigned*)(tiles + place<HEAD>(top + g + 8, n) + t * 4) = pack(o[n][2] * lowerScale, o[n][3] * lowerScale);
  }
  __syncwarp();
#pragma unroll
  for (int i = 0; i < COLUMNS / 2; i++) {
    int index = i * 32 + lane;
    int position = top + index / COLUMNS;
    int unit = index % COLUMNS;
    if (position < valid) {
      float y[8];
      float x[8];
      unpack(load8(gate + (row + position) * gateStride + head * HEAD + unit * 8), x);
      unpack(*(const uint4*)(tiles + place<HEAD>(position, unit)), y);
#pragma unroll
      for (int j = 0; j < 8; j++) {
        y[j] *= rounded(silu(x[j]));
      }
      store8(out + (row + position) * outStride + head * HEAD + unit * 8, packed(y));
    }
  }
}
