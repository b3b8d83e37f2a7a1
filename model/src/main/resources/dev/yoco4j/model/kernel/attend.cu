// One query per head against the keys and values so far: o = softmax(q K^T / sqrt(Dh)) V, the keys in parts.
//
// Needs "#define HEAD n": Dh, 64 or 128. 1 to 8 query heads to a key/value head; all of them read each key once.
//
// q: B rows of H * HEAD bf16 (turned), query heads of one key/value head next to each other. keys, values: B device
// pointers to [S/P, G, P, HEAD], bf16 (attend_split) or int8 codes (attend_split_int8); keyScales, valueScales: B device
// pointers to [S/P, G, P] float32; P = 2^shift is 1 or at least 16. lengths: [B] int64, positions that can be read: added
// is put on top of it (1 where the step has appended its own position but not yet counted it). window: only the last so
// many, or 0 for all. Lengths stay on the device, so that a recorded launch serves while sequences grow.
//
// parts: [B, H, splits, HEAD] float32, each part's outputs, not yet divided. statistics: [B, H, splits, 2] float32: the
// largest score (times log2 e) and the sum of 2^(score - largest); a part without keys has -infinity and 0, and leaves its
// outputs unwritten.
//
// A warp has one key/value head and one part of the keys, 16 at a time. Parts take turns, tile by tile: all warps then read
// neighbouring memory, and few of its pages are in use at once. Neighbouring lanes copy neighbouring bytes of whole rows, so
// that the second-level cache is asked for each of them once; lanes that copied what they multiply themselves, in rows of
// 64 bytes, kept it busy before memory was.
//
// Grid (ceil(splits * G / WARPS), B), block 32 * WARPS threads, dynamic shared memory: WARPS * STAGES tiles of 64 * HEAD
// bytes, for int8 twice the stages and tiles of 32 * HEAD + 128 bytes. attend_join: grid (H, B), block 4 * HEAD threads.

constexpr int WARPS = 4;
constexpr int STAGES = 2;  // of 16 positions, on their way or in use
constexpr int TILE = 16;

__device__ __forceinline__ float infinity() { return __int_as_float(0x7f800000); }

// Where a warp stands.
struct Part {
  int group;
  int split;
  long long first;  // position that is read
  long long from;   // of a tile
  long long to;
  int step;  // to the next tile
};

__device__ __forceinline__ Part partOf(long long length, long long window, int splits, int groups) {
  Part part;
  int index = blockIdx.x * WARPS + (threadIdx.x >> 5);
  part.group = index % groups;
  part.split = index / groups;
  part.first = window > 0 && length > window ? length - window : 0;
  part.from = (part.first & ~(long long)(TILE - 1)) + part.split * TILE;
  part.to = length;
  part.step = splits * TILE;
  return part;
}

// The running softmax of one warp: rows g are query heads, rows g + 8 are not used.
struct Running {
  float largest = -infinity();
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

// Rows of 16 positions in shared memory, in units of 16 bytes: eight rows of one unit lie in different banks.
template <int UNITS>
__device__ __forceinline__ unsigned unitOf(int row, int unit) {
  return (unsigned)((row * UNITS + (unit ^ (UNITS < 8 ? row >> 1 & 3 : row & 7))) * 16);
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

// How numbers lie in rows. A matrix of 8 rows and 16 bytes gives each lane 4 bytes: of row g as it is, or of rows 2 t and
// 2 t + 1 transposed; which of a head's numbers these are is free, as long as queries, keys, values and outputs agree.

struct Bf16 {
  static constexpr int UNITS = HEAD / 8;
  static constexpr int SCALES = 0;   // bytes of a tile
  static constexpr int DEPTH = STAGES;

  // The step of a product that meets units 2 s and 2 s + 1: numbers 2 t and 2 t + 1 of each.
  __device__ static void query(unsigned a[4], const bf16* q, int s, int t) {
    a[0] = *(const unsigned*)(q + s * 16 + 2 * t);
    a[2] = *(const unsigned*)(q + s * 16 + 8 + 2 * t);
  }
  // Four units of eight keys: two steps.
  __device__ static void score(float s[4], const unsigned a[HEAD / 16][4], const unsigned unit[4], int c) {
    multiply(s, a[2 * c], unit[0], unit[1]);
    multiply(s, a[2 * c + 1], unit[2], unit[3]);
  }
  // One unit of 16 values: eight columns.
  __device__ static void add(float o[][4], const unsigned p[4], unsigned early, unsigned late, int unit) {
    multiply(o[unit], p, early, late);
  }
  // Columns 2 t and 2 t + 1 of each unit.
  __device__ static void write(const float o[][4], float* to, int t) {
#pragma unroll
    for (int n = 0; n < UNITS; n++) {
      *(float2*)(to + n * 8 + 2 * t) = make_float2(o[n][0], o[n][1]);
    }
  }
};

struct Int8 {
  static constexpr int UNITS = HEAD / 16;
  static constexpr int SCALES = 128;
  static constexpr int DEPTH = 2 * STAGES;

  // The step that meets unit s: numbers 4 t and 4 t + 2, then those behind them.
  __device__ static void query(unsigned a[4], const bf16* q, int s, int t) {
    uint2 four = *(const uint2*)(q + s * 16 + 4 * t);
    a[0] = __byte_perm(four.x, four.y, 0x5410);
    a[2] = __byte_perm(four.x, four.y, 0x7632);
  }
  __device__ static void score(float s[4], const unsigned a[HEAD / 16][4], const unsigned unit[4], int c) {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      multiply(s, a[4 * c + i], numbers(unit[i]), numbers(unit[i] >> 8));
    }
  }
  // Even columns, then odd ones.
  __device__ static void add(float o[][4], const unsigned p[4], unsigned early, unsigned late, int unit) {
    multiply(o[2 * unit], p, numbers(early), numbers(late));
    multiply(o[2 * unit + 1], p, numbers(early >> 8), numbers(late >> 8));
  }
  __device__ static void write(const float o[][4], float* to, int t) {
#pragma unroll
    for (int n = 0; n < UNITS; n++) {
      const float* even = o[2 * n];
      const float* odd = o[2 * n + 1];
      *(float4*)(to + n * 16 + 4 * t) = make_float4(even[0], odd[0], even[1], odd[1]);
    }
  }
};

// One warp's part. Scales are null for Bf16.
template <class Format>
__device__ __forceinline__ void split(
    const bf16* q, const unsigned char* keys, const float* keyScales, const unsigned char* values,
    const float* valueScales, const Part& part, int shift, int splits, int groups, int heads, float* parts,
    float* statistics) {
  extern __shared__ __align__(128) unsigned char tiles[];
  constexpr int UNITS = Format::UNITS;
  constexpr int ROW = UNITS * 16;
  constexpr int KEYS = TILE * ROW;
  constexpr int BYTES = 2 * KEYS + Format::SCALES;
  constexpr int COPIES = TILE * UNITS / 32;
  constexpr int ROWS = 32 / UNITS;  // that the lanes copy at once
  int lane = threadIdx.x & 31;
  int g = lane >> 2;
  int t = lane & 3;
  int queries = heads / groups;
  unsigned a[HEAD / 16][4] = {};
  if (g < queries) {
#pragma unroll
    for (int s = 0; s < HEAD / 16; s++) {
      Format::query(a[s], q + (long long)(part.group * queries + g) * HEAD, s, t);
    }
  }
  const float scale = rsqrtf((float)HEAD) * LOG2_E;
  int apart = shift == 0 ? groups : 1;  // rows from one position of a tile to the next
  int row = lane / UNITS;
  int unit = lane % UNITS;
  const unsigned char* mine = tiles + (threadIdx.x >> 5) * (Format::DEPTH * BYTES);
  unsigned place = sharedAddress(mine);

  auto fetch = [&](long long from, int stage) {
    unsigned to = place + stage * BYTES;
    long long first = rowOf(from, part.group, groups, shift);
    long long offset = (first + row * apart) * ROW + unit * 16;
    const unsigned char* key = keys + offset;
    const unsigned char* value = values + offset;
#pragma unroll
    for (int i = 0; i < COPIES; i++) {
      int r = i * ROWS + row;
      bool wanted = from + r < part.to;
      long long next = (long long)(wanted ? i * ROWS : -row) * apart * ROW;
      copy16Later(to + unitOf<UNITS>(r, unit), key + next, wanted);
      copy16Later(to + KEYS + unitOf<UNITS>(r, unit), value + next, wanted);
    }
    if (Format::SCALES > 0) {
      int r = lane & 15;
      bool wanted = from + r < part.to;
      copyLater<4>(
          to + 2 * KEYS + lane * 4, (lane < 16 ? keyScales : valueScales) + first + (wanted ? r : 0) * apart, wanted);
    }
  };

  Running running;
  long long next = part.from;
#pragma unroll
  for (int stage = 0; stage < Format::DEPTH - 1; stage++) {
    if (next < part.to) {
      fetch(next, stage);
    }
    next += part.step;
    endOfGroup();
  }
  int stage = 0;
  for (long long from = part.from; from < part.to; from += part.step) {
    waitForCopies<Format::DEPTH - 2>();
    __syncwarp();  // lanes fetch for each other; and all have done with the stage that is filled next
    if (next < part.to) {
      fetch(next, stage == 0 ? Format::DEPTH - 1 : stage - 1);
    }
    next += part.step;
    endOfGroup();
    unsigned have = place + stage * BYTES;
    const float* scales = (const float*)(mine + stage * BYTES + 2 * KEYS) + 2 * t;
    float s[2][4] = {};
#pragma unroll
    for (int c = 0; c < UNITS / 4; c++) {
#pragma unroll
      for (int n = 0; n < 2; n++) {
        unsigned units[4];
        load4(units, have + unitOf<UNITS>(n * 8 + (lane & 7), c * 4 + (lane >> 3)));
        Format::score(s[n], a, units, c);
      }
    }
#pragma unroll
    for (int n = 0; n < 2; n++) {
#pragma unroll
      for (int i = 0; i < 2; i++) {
        long long position = from + n * 8 + 2 * t + i;
        bool seen = position >= part.first && position < part.to;
        s[n][i] = seen ? s[n][i] * (Format::SCALES > 0 ? scale * scales[n * 8 + i] : scale) : -infinity();
      }
    }
    running.take(s);
    if (Format::SCALES > 0) {
#pragma unroll
      for (int n = 0; n < 2; n++) {
        s[n][0] *= scales[16 + n * 8];
        s[n][1] *= scales[16 + n * 8 + 1];
      }
    }
    unsigned p[4] = {pack(s[0][0], s[0][1]), 0u, pack(s[1][0], s[1][1]), 0u};
#pragma unroll
    for (int c = 0; c < UNITS; c += 2) {
      unsigned both[4];
      load4Transposed(both, have + KEYS + unitOf<UNITS>(lane & 15, c + (lane >> 4)));
      Format::add(running.o, p, both[0], both[1], c);
      Format::add(running.o, p, both[2], both[3], c + 1);
    }
    stage = stage == Format::DEPTH - 1 ? 0 : stage + 1;
  }

  running.sum += __shfl_xor_sync(0xffffffffu, running.sum, 1);
  running.sum += __shfl_xor_sync(0xffffffffu, running.sum, 2);
  if (g >= queries) {
    return;
  }
  long long at = ((long long)blockIdx.y * heads + part.group * queries + g) * splits + part.split;
  if (t == 0) {
    statistics[at * 2] = running.largest;
    statistics[at * 2 + 1] = running.sum;
  }
  if (part.from < part.to) {
    Format::write(running.o, parts + at * HEAD, t);
  }
}

extern "C" __global__ void __launch_bounds__(32 * WARPS) attend_split(
    const bf16* q, long long qStride, const bf16* const* keys, const bf16* const* values, const long long* lengths,
    int added, long long window, int shift, int splits, int groups, int heads, float* parts, float* statistics) {
  int batch = blockIdx.y;
  Part part = partOf(lengths[batch] + added, window, splits, groups);
  if (part.split < splits) {
    split<Bf16>(
        q + batch * qStride, (const unsigned char*)keys[batch], nullptr, (const unsigned char*)values[batch], nullptr,
        part, shift, splits, groups, heads, parts, statistics);
  }
}

extern "C" __global__ void __launch_bounds__(32 * WARPS) attend_split_int8(
    const bf16* q, long long qStride, const unsigned char* const* keys, const float* const* keyScales,
    const unsigned char* const* values, const float* const* valueScales, const long long* lengths, int added,
    long long window, int shift, int splits, int groups, int heads, float* parts, float* statistics) {
  int batch = blockIdx.y;
  Part part = partOf(lengths[batch] + added, window, splits, groups);
  if (part.split < splits) {
    split<Int8>(
        q + batch * qStride, keys[batch], keyScales[batch], values[batch], valueScales[batch], part, shift, splits,
        groups, heads, parts, statistics);
  }
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
  float largest = -infinity();
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
