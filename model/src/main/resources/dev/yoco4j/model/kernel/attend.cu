// One query per head against the keys and values so far: o = softmax(q K^T / sqrt(Dh)) V, the keys in parts.
//
// Needs "#define HEAD n": Dh, 64 or 128. 1 to 8 query heads to a key/value head; all of them read each key once.
//
// q: B rows of H * HEAD bf16 (turned), query heads of one key/value head next to each other. keys, values: B device
// pointers to [S/P, G, P, HEAD], bf16 (attend_split) or int8 codes (attend_split_int8); keyScales, valueScales: B device
// pointers to [S/P, G, P] float32; P = 2^shift. lengths: [B] int64, positions that can be read: added is put on top of it (1 where the step has
// appended its own position but not yet counted it). window: only the last so many, or 0 for all. Lengths stay on the
// device, so that a recorded launch serves while sequences grow.
//
// parts: [B, H, splits, HEAD] float32, each part's outputs, not yet divided. statistics: [B, H, splits, 2] float32: the
// largest score (times log2 e) and the sum of 2^(score - largest); a part without keys has -infinity and 0, and leaves its
// outputs unwritten.
//
// A warp has one key/value head and one part of the keys, 16 at a time. Parts take turns, tile by tile: all warps then read
// neighbouring memory, and few of its pages are in use at once. A warp with a stretch of its own reached 3.2 TB/s.
// The bytes of 16 keys and values lie in shared
// memory in the order in which the same lane wants them for the tensor cores, so no lane waits for another: which of a
// head's numbers meet in a product is free, if queries and keys agree, and which column is which number of a value too.
//
// attend_split: grid (ceil(splits * G / 4), B), block 128 threads, shared memory 256 * HEAD * STAGES bytes, dynamic.
// attend_split_int8: the same, shared memory (256 * HEAD + 1024) * STAGES bytes, dynamic: twice the stages.
// Two blocks fit a multiprocessor at HEAD 128, so splits = 2 * multiprocessors * 4 / (G * B) fills the device once.
// attend_join: grid (H, B), block 4 * HEAD threads.

#ifndef STAGES
#define STAGES 3  // of 16 positions, on their way or in use
#endif

constexpr int TILE = 16;
constexpr float LOG2_E = 1.4426950408889634f;

// Where a warp stands.
struct Part {
  int group;
  int split;
  long long from;
  long long to;
  int step;  // to the next tile
};

__device__ __forceinline__ Part partOf(long long length, long long window, int splits, int groups) {
  Part part;
  int index = blockIdx.x * 4 + (threadIdx.x >> 5);
  part.group = index % groups;
  part.split = index / groups;
  long long first = window > 0 && length > window ? length - window : 0;
  part.from = first + part.split * TILE;
  part.to = length;
  part.step = splits * TILE;
  return part;
}

// The running softmax of one warp: rows g are query heads, rows g + 8 are not used.
struct Running {
  float largest = -__int_as_float(0x7f800000);
  float sum = 0.0f;          // of this lane's keys
  float o[HEAD / 8][4] = {};

  // s[n][0..1]: scores of keys 8 n + 2 t and the next, as powers of 2; they become weights.
  __device__ __forceinline__ void take(float s[2][4]) {
    float most = fmaxf(fmaxf(s[0][0], s[0][1]), fmaxf(s[1][0], s[1][1]));
    most = fmaxf(most, __shfl_xor_sync(0xffffffffu, most, 1));
    most = fmaxf(most, __shfl_xor_sync(0xffffffffu, most, 2));
    if (__any_sync(0xffffffffu, most > largest)) {
      float before = largest;
      largest = fmaxf(largest, most);
      float shrink = exp2f(before - largest);
      sum *= shrink;
#pragma unroll
      for (int n = 0; n < HEAD / 8; n++) {
        o[n][0] *= shrink;
        o[n][1] *= shrink;
      }
    }
#pragma unroll
    for (int n = 0; n < 2; n++) {
      s[n][0] = exp2f(s[n][0] - largest);
      s[n][1] = exp2f(s[n][1] - largest);
      sum += s[n][0] + s[n][1];
    }
  }
};

// The columns of products that belong to lane column 2 t and the next, in order: UNIT numbers to a unit of a value's row.
template <int UNIT>
__device__ __forceinline__ void finish(
    Running& r, float* parts, float* statistics, const Part& part, int splits, int groups, int heads) {
  int g = (threadIdx.x & 31) >> 2;
  int t = threadIdx.x & 3;
  int queries = heads / groups;
  r.sum += __shfl_xor_sync(0xffffffffu, r.sum, 1);
  r.sum += __shfl_xor_sync(0xffffffffu, r.sum, 2);
  if (g >= queries || part.split >= splits) {
    return;
  }
  long long at = ((long long)blockIdx.y * heads + part.group * queries + g) * splits + part.split;
  if (t == 0) {
    statistics[at * 2] = r.largest;
    statistics[at * 2 + 1] = r.sum;
  }
  if (part.from >= part.to) {
    return;
  }
  float* to = parts + at * HEAD + 2 * t * UNIT;
#pragma unroll
  for (int n = 0; n < HEAD / 8; n += 4) {
    float* one = to + n / UNIT * (8 * UNIT) + n % UNIT;
    *(float4*)one = make_float4(r.o[n][0], r.o[n + 1][0], r.o[n + 2][0], r.o[n + 3][0]);
    *(float4*)(one + UNIT) = make_float4(r.o[n][1], r.o[n + 1][1], r.o[n + 2][1], r.o[n + 3][1]);
  }
}

// Queries in a[..][0] and a[..][2]; unit t + 4 c of a head holds UNIT numbers, four to a step of a product.
template <int UNIT>
__device__ __forceinline__ void queriesOf(unsigned a[HEAD / 16][4], const bf16* q, bool used) {
  int t = threadIdx.x & 3;
#pragma unroll
  for (int s = 0; s < HEAD / 16; s++) {
    int c = s * 4 / UNIT;
    uint2 word = make_uint2(0u, 0u);
    if (used) {
      word = *(const uint2*)(q + (t + 4 * c) * UNIT + s * 4 % UNIT);
    }
    a[s][0] = word.x;
    a[s][1] = 0u;
    a[s][2] = word.y;
    a[s][3] = 0u;
  }
}

__device__ __forceinline__ void hide(float s[2][4], long long from, long long to, int t) {
#pragma unroll
  for (int n = 0; n < 2; n++) {
#pragma unroll
    for (int i = 0; i < 2; i++) {
      if (from + n * 8 + 2 * t + i >= to) {
        s[n][i] = -__int_as_float(0x7f800000);
      }
    }
  }
}

extern "C" __global__ void __launch_bounds__(128) attend_split(
    const bf16* q, long long qStride, const bf16* const* keys, const bf16* const* values, const long long* lengths,
    int added, long long window, int shift, int splits, int groups, int heads, float* parts, float* statistics) {
  extern __shared__ __align__(128) unsigned char tiles[];
  constexpr int UNITS = HEAD / 32;              // units of 16 bytes of a key that a lane has
  constexpr int VALUE_UNITS = HEAD / 64;        // and of a value, whose lanes have 4 positions
  constexpr int COPIES = 2 * UNITS + 4 * VALUE_UNITS;  // of 16 positions
  int lane = threadIdx.x & 31;
  int g = lane >> 2;
  int t = lane & 3;
  int batch = blockIdx.y;
  Part part = partOf(lengths[batch] + added, window, splits, groups);
  int queries = heads / groups;
  bool works = part.split < splits;
  unsigned a[HEAD / 16][4];
  queriesOf<8>(
      a, q + batch * qStride + (long long)(part.group * queries + g) * HEAD, works && g < queries);
  const float scale = rsqrtf((float)HEAD) * LOG2_E;
  const bf16* k = keys[batch];
  const bf16* v = values[batch];
  const uint4* mine = (const uint4*)tiles + (threadIdx.x >> 5) * (STAGES * COPIES * 32) + lane;
  unsigned place = sharedAddress(mine);

  auto fetch = [&](long long from, int stage) {
    unsigned to = place + stage * (COPIES * 512);
#pragma unroll
    for (int n = 0; n < 2; n++) {
      long long position = from + n * 8 + g;
      bool wanted = position < part.to;
      const bf16* row = k + rowOf(wanted ? position : 0, part.group, groups, shift) * HEAD;
#pragma unroll
      for (int c = 0; c < UNITS; c++) {
        copy16Later(to, row + (t + 4 * c) * 8, wanted);
        to += 512;
      }
    }
#pragma unroll
    for (int i = 0; i < 4; i++) {
      long long position = from + (i >> 1) * 8 + 2 * t + (i & 1);
      bool wanted = position < part.to;
      const bf16* row = v + rowOf(wanted ? position : 0, part.group, groups, shift) * HEAD;
#pragma unroll
      for (int c = 0; c < VALUE_UNITS; c++) {
        copy16Later(to, row + (g + 8 * c) * 8, wanted);
        to += 512;
      }
    }
  };

  Running running;
  long long next = part.from;
  if (works) {
#pragma unroll
    for (int stage = 0; stage < STAGES - 1; stage++) {
      if (next < part.to) {
        fetch(next, stage);
      }
      next += part.step;
      endOfGroup();
    }
    int stage = 0;
    for (long long from = part.from; from < part.to; from += part.step) {
      if (next < part.to) {
        fetch(next, stage == 0 ? STAGES - 1 : stage - 1);
      }
      next += part.step;
      endOfGroup();
      waitForCopies<STAGES - 1>();
      const uint4* have = mine + stage * (COPIES * 32);
      float s[2][4] = {};
#pragma unroll
      for (int c = 0; c < UNITS; c++) {
#pragma unroll
        for (int n = 0; n < 2; n++) {
          uint4 word = have[(n * UNITS + c) * 32];
          multiply(s[n], a[2 * c], word.x, word.y);
          multiply(s[n], a[2 * c + 1], word.z, word.w);
        }
      }
#pragma unroll
      for (int n = 0; n < 2; n++) {
        s[n][0] *= scale;
        s[n][1] *= scale;
      }
      if (from + TILE > part.to) {
        hide(s, from, part.to, t);
      }
      running.take(s);
      unsigned p[4] = {pack(s[0][0], s[0][1]), 0u, pack(s[1][0], s[1][1]), 0u};
#pragma unroll
      for (int c = 0; c < VALUE_UNITS; c++) {
        unsigned x[4][4];
#pragma unroll
        for (int i = 0; i < 4; i++) {
          uint4 word = have[(2 * UNITS + i * VALUE_UNITS + c) * 32];
          x[i][0] = word.x;
          x[i][1] = word.y;
          x[i][2] = word.z;
          x[i][3] = word.w;
        }
#pragma unroll
        for (int j = 0; j < 8; j++) {
          unsigned halves = j & 1 ? 0x7632 : 0x5410;
          multiply(
              running.o[c * 8 + j], p, __byte_perm(x[0][j >> 1], x[1][j >> 1], halves),
              __byte_perm(x[2][j >> 1], x[3][j >> 1], halves));
        }
      }
      stage = stage == STAGES - 1 ? 0 : stage + 1;
    }
  }
  finish<8>(running, parts, statistics, part, splits, groups, heads);
}

// Two codes in the low bytes of the halves of `codes` as bf16, exactly: with 7 bits m and sign s, 0x4300 + m is 128 + m,
// 0x4300 + (s << 7) is 128 or 256, and the difference is m - 128 s.
__device__ __forceinline__ unsigned numbers(unsigned codes) {
  unsigned plus = (codes & 0x007f007fu) | 0x43004300u;
  unsigned minus = (codes & 0x00800080u) | 0x43004300u;
  unsigned difference;
  asm("sub.rn.bf16x2 %0, %1, %2;" : "=r"(difference) : "r"(plus), "r"(minus));
  return difference;
}

extern "C" __global__ void __launch_bounds__(128) attend_split_int8(
    const bf16* q, long long qStride, const signed char* const* keys, const float* const* keyScales,
    const signed char* const* values, const float* const* valueScales, const long long* lengths, int added,
    long long window, int shift, int splits, int groups, int heads, float* parts, float* statistics) {
  extern __shared__ __align__(128) unsigned char tiles[];
  constexpr int DEPTH = 2 * STAGES;
  constexpr int UNITS = HEAD / 64;      // units of 16 codes of a key that a lane has
  constexpr int VALUE = HEAD / 8;       // codes of a value that a lane has: 8 or 16
  constexpr int KEY_BYTES = 2 * UNITS * 512;
  constexpr int STAGE_BYTES = KEY_BYTES + 4 * VALUE * 32 + 128;  // of 16 positions, and 32 scales
  int lane = threadIdx.x & 31;
  int g = lane >> 2;
  int t = lane & 3;
  int batch = blockIdx.y;
  Part part = partOf(lengths[batch] + added, window, splits, groups);
  int queries = heads / groups;
  bool works = part.split < splits;
  unsigned a[HEAD / 16][4];
  queriesOf<16>(
      a, q + batch * qStride + (long long)(part.group * queries + g) * HEAD, works && g < queries);
  const float scale = rsqrtf((float)HEAD) * LOG2_E;
  const signed char* k = keys[batch];
  const signed char* v = values[batch];
  const float* scales = (lane < 16 ? keyScales : valueScales)[batch];
  const unsigned char* mine = tiles + (threadIdx.x >> 5) * (DEPTH * STAGE_BYTES);
  unsigned place = sharedAddress(mine);

  auto fetch = [&](long long from, int stage) {
    unsigned to = place + stage * STAGE_BYTES;
#pragma unroll
    for (int n = 0; n < 2; n++) {
      long long position = from + n * 8 + g;
      bool wanted = position < part.to;
      const signed char* row = k + rowOf(wanted ? position : 0, part.group, groups, shift) * HEAD;
#pragma unroll
      for (int c = 0; c < UNITS; c++) {
        copy16Later(to + (n * UNITS + c) * 512 + lane * 16, row + (t + 4 * c) * 16, wanted);
      }
    }
    to += KEY_BYTES;
#pragma unroll
    for (int i = 0; i < 4; i++) {
      long long position = from + (i >> 1) * 8 + 2 * t + (i & 1);
      bool wanted = position < part.to;
      const signed char* row = v + rowOf(wanted ? position : 0, part.group, groups, shift) * HEAD;
      copyLater<VALUE>(to + (i * 32 + lane) * VALUE, row + g * VALUE, wanted);
    }
    long long position = from + (lane & 15);
    bool wanted = position < part.to;
    copyLater<4>(
        to + 4 * VALUE * 32 + lane * 4, scales + rowOf(wanted ? position : 0, part.group, groups, shift), wanted);
  };

  Running running;
  long long next = part.from;
  if (works) {
#pragma unroll
    for (int stage = 0; stage < DEPTH - 1; stage++) {
      if (next < part.to) {
        fetch(next, stage);
      }
      next += part.step;
      endOfGroup();
    }
    int stage = 0;
    for (long long from = part.from; from < part.to; from += part.step) {
      __syncwarp();  // scales are the one thing that lanes fetch for each other
      if (next < part.to) {
        fetch(next, stage == 0 ? DEPTH - 1 : stage - 1);
      }
      next += part.step;
      endOfGroup();
      waitForCopies<DEPTH - 1>();
      __syncwarp();
      const unsigned char* have = mine + stage * STAGE_BYTES;
      const float* keyScale = (const float*)(have + KEY_BYTES + 4 * VALUE * 32) + 2 * t;
      float s[2][4] = {};
#pragma unroll
      for (int c = 0; c < UNITS; c++) {
#pragma unroll
        for (int n = 0; n < 2; n++) {
          uint4 word = *(const uint4*)(have + (n * UNITS + c) * 512 + lane * 16);
          unsigned codes[4] = {word.x, word.y, word.z, word.w};
#pragma unroll
          for (int i = 0; i < 4; i++) {
            multiply(
                s[n], a[4 * c + i], numbers(__byte_perm(codes[i], 0u, 0x4140)),
                numbers(__byte_perm(codes[i], 0u, 0x4342)));
          }
        }
      }
#pragma unroll
      for (int n = 0; n < 2; n++) {
        float2 both = *(const float2*)(keyScale + n * 8);
        s[n][0] *= scale * both.x;
        s[n][1] *= scale * both.y;
      }
      if (from + TILE > part.to) {
        hide(s, from, part.to, t);
      }
      running.take(s);
      float2 early = *(const float2*)(keyScale + 16);
      float2 late = *(const float2*)(keyScale + 24);
      unsigned p[4] = {pack(s[0][0] * early.x, s[0][1] * early.y), 0u, pack(s[1][0] * late.x, s[1][1] * late.y), 0u};
      unsigned x[4][VALUE / 4];
#pragma unroll
      for (int i = 0; i < 4; i++) {
        const unsigned char* from8 = have + KEY_BYTES + (i * 32 + lane) * VALUE;
#pragma unroll
        for (int w = 0; w < VALUE / 4; w += 2) {
          uint2 word = *(const uint2*)(from8 + w * 4);
          x[i][w] = word.x;
          x[i][w + 1] = word.y;
        }
      }
#pragma unroll
      for (int j = 0; j < VALUE; j++) {
        unsigned one = j & 3;  // the code of one position in the low half, of the next in the high half
        unsigned select = one | (one << 4) | ((4 + one) << 8) | ((4 + one) << 12);
        multiply(
            running.o[j], p, numbers(__byte_perm(x[0][j >> 2], x[1][j >> 2], select)),
            numbers(__byte_perm(x[2][j >> 2], x[3][j >> 2], select)));
      }
      stage = stage == DEPTH - 1 ? 0 : stage + 1;
    }
  }
  finish<VALUE>(running, parts, statistics, part, splits, groups, heads);
}

// out: B rows of H * HEAD bf16. A sequence without keys gives zeros.
extern "C" __global__ void __launch_bounds__(4 * HEAD) attend_join(
    const float* parts, const float* statistics, int splits, bf16* out, long long outStride) {
  __shared__ float outs[4][HEAD];
  __shared__ float sums[4];
  int at = threadIdx.x % HEAD;
  int quarter = threadIdx.x / HEAD;
  long long head = (long long)blockIdx.y * gridDim.x + blockIdx.x;
  const float2* s = (const float2*)statistics + head * splits;
  const float* o = parts + head * splits * HEAD + at;
  float largest = -__int_as_float(0x7f800000);
  for (int i = threadIdx.x & 31; i < splits; i += 32) {
    largest = fmaxf(largest, s[i].x);
  }
#pragma unroll
  for (int d = 16; d > 0; d >>= 1) {
    largest = fmaxf(largest, __shfl_xor_sync(0xffffffffu, largest, d));
  }
  float sum = 0.0f;
  float output = 0.0f;
#pragma unroll 4
  for (int i = quarter; i < splits; i += 4) {
    float2 part = s[i];
    if (part.y > 0.0f) {
      float weight = exp2f(part.x - largest);
      sum += weight * part.y;
      output += weight * o[(long long)i * HEAD];
    }
  }
  outs[quarter][at] = output;
  if (at == 0) {
    sums[quarter] = sum;
  }
  __syncthreads();
  if (quarter == 0) {
    float all = sums[0] + sums[1] + sums[2] + sums[3];
    float o4 = outs[0][at] + outs[1][at] + outs[2][at] + outs[3][at];
    out[blockIdx.y * outStride + (long long)blockIdx.x * HEAD + at] = narrow(all > 0.0f ? o4 / all : 0.0f);
  }
}
