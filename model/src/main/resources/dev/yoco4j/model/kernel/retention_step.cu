// One position of gated retention, from the projections to what goes into the output projection:
//
//   S = exp(g) S + k^T v,  o = q S / sqrt(Dk),  out = silu(gate) * norm(o)
//
// YOCO (arXiv 2405.05254) section 4.2, equation 6. Needs "#define HEAD n": Dk = Dv, 64 or 128.
//
// q, k, v, gate, out: B rows of H * HEAD bf16, strides in numbers from one sequence to the next. decays: B rows of H logits.
// state: [B, H, Dk, Dv] float32, replaced. cos, sin: [R, HEAD/2] float32 that turn q and k, or null where they are turned;
// tableStride: 0 where R is 1, else HEAD/2; halves: 1 where numbers i and i + HEAD/2 turn together, 0 where 2i and 2i + 1 do.
// Rounded to bf16: the turned q and k, o, the norm, silu(gate), out; as GatedRetention does.
//
// Grid: (H, B). Block: 1024 threads: a head has few bytes, so all of its state is on its way at once.

constexpr int LANES = HEAD / 4;         // threads that hold one row of the state
constexpr int GROUPS = 1024 / LANES;    // rows held at once
constexpr int ROWS = HEAD / GROUPS;     // rows per thread

__device__ __forceinline__ float turned(
    const bf16* x, const float* cos, const float* sin, int halves, int i) {
  if (cos == nullptr) {
    return wide(x[i]);
  }
  int pair = halves ? i % (HEAD / 2) : i / 2;
  bool second = halves ? i >= HEAD / 2 : i & 1;
  int other = halves ? (i + HEAD / 2) % HEAD : i ^ 1;
  float turn = wide(x[other]) * sin[pair];
  return rounded(wide(x[i]) * cos[pair] + (second ? turn : -turn));
}

extern "C" __global__ void __launch_bounds__(1024) retention_step(
    const bf16* q, long long qStride, const bf16* k, long long kStride, const bf16* v, long long vStride,
    const bf16* gate, long long gateStride, const bf16* decays, long long decayStride, float temperature,
    const float* cos, const float* sin, long long tableStride, int halves, float epsilon, float* state, bf16* out,
    long long outStride) {
  __shared__ float queries[HEAD];
  __shared__ float keys[HEAD];
  __shared__ __align__(16) float parts[GROUPS * HEAD];
  __shared__ float sums[32];
  int head = blockIdx.x;
  long long batch = blockIdx.y;
  int lane = threadIdx.x % LANES;
  int group = threadIdx.x / LANES;

  float4* rows = (float4*)(state + (batch * gridDim.x + head) * (HEAD * HEAD)) + threadIdx.x;
  float4 s[ROWS];
#pragma unroll
  for (int i = 0; i < ROWS; i++) {
    s[i] = rows[i * 1024];
  }
  const float* c = cos == nullptr ? nullptr : cos + batch * tableStride;
  const float* n = sin + batch * tableStride;
  if (threadIdx.x < HEAD) {
    queries[threadIdx.x] =
        turned(q + batch * qStride + head * HEAD, c, n, halves, threadIdx.x) * rsqrtf((float)HEAD);
  } else if (threadIdx.x < 2 * HEAD) {
    keys[threadIdx.x - HEAD] = turned(k + batch * kStride + head * HEAD, c, n, halves, threadIdx.x - HEAD);
  }
  uint2 word = *(const uint2*)(v + batch * vStride + head * HEAD + lane * 4);
  float decay = expf(logDecay(decays[batch * decayStride + head], temperature));
  float swish = 0.0f;
  if (threadIdx.x < HEAD) {
    swish = rounded(silu(wide(gate[batch * gateStride + head * HEAD + threadIdx.x])));
  }
  __syncthreads();

  float4 o = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
#pragma unroll
  for (int i = 0; i < ROWS; i++) {
    float key = keys[i * GROUPS + group];
    float query = queries[i * GROUPS + group];
    s[i].x = s[i].x * decay + key * low(word.x);
    s[i].y = s[i].y * decay + key * high(word.x);
    s[i].z = s[i].z * decay + key * low(word.y);
    s[i].w = s[i].w * decay + key * high(word.y);
    o.x += query * s[i].x;
    o.y += query * s[i].y;
    o.z += query * s[i].z;
    o.w += query * s[i].w;
    rows[i * 1024] = s[i];
  }
  ((float4*)parts)[threadIdx.x] = o;  // parts is [GROUPS, HEAD]
  __syncthreads();

  float sum = 0.0f;
  if (threadIdx.x < HEAD) {
#pragma unroll
    for (int i = 0; i < GROUPS; i++) {
      sum += parts[i * HEAD + threadIdx.x];
    }
  }
  sum = rounded(sum);
  float squares = sumOfBlock(sum * sum, sums);
  if (threadIdx.x < HEAD) {
    float normed = rounded(sum * rsqrtf(squares / (float)HEAD + epsilon));
    out[batch * outStride + head * HEAD + threadIdx.x] = narrow(swish * normed);
  }
}
