// Rotary positions inside kernels that have queries or keys in shared memory, (a, b) -> (a cos - b sin, b cos + a sin) as rotate.cu.
//
// Phases: [R, T, HEAD/2] pairs of bf16, cos and sin. Models of bf16 round both to bf16, so nothing is lost.

constexpr int PAIRED = HEAD / 16;  // units u and u + PAIRED of a row turn together, or each within itself

// What turns both units of a row's pair of units; phases: the row's.
struct Turn {
  uint4 early;
  uint4 late;

  __device__ __forceinline__ void read(const unsigned* phases, int unit, int halves) {
    early = *(const uint4*)(phases + (halves ? unit * 8 : unit * 4));
    late = *(const uint4*)(phases + (halves ? unit * 8 + 4 : (unit + PAIRED) * 4));
  }

  // Numbers 2i and 2i + 1.
  static __device__ __forceinline__ unsigned within(unsigned pair, unsigned phase) {
    float a = low(pair);
    float b = high(pair);
    float cos = low(phase);
    float sin = high(phase);
    return pack(a * cos - b * sin, b * cos + a * sin);
  }

  // Numbers i and i + HEAD/2, and the ones behind them.
  static __device__ __forceinline__ void across(unsigned& one, unsigned& two, unsigned first, unsigned second) {
    float a = low(one);
    float b = low(two);
    float c = high(one);
    float d = high(two);
    one = pack(a * low(first) - b * high(first), c * low(second) - d * high(second));
    two = pack(b * low(first) + a * high(first), d * low(second) + c * high(second));
  }

  __device__ __forceinline__ void apply(uint4& one, uint4& two, int halves) const {
    if (halves) {
      across(one.x, two.x, early.x, early.y);
      across(one.y, two.y, early.z, early.w);
      across(one.z, two.z, late.x, late.y);
      across(one.w, two.w, late.z, late.w);
    } else {
      one = make_uint4(within(one.x, early.x), within(one.y, early.y), within(one.z, early.z), within(one.w, early.w));
      two = make_uint4(within(two.x, late.x), within(two.y, late.y), within(two.z, late.z), within(two.w, late.w));
    }
  }

  // The units at two addresses in shared memory.
  __device__ __forceinline__ void apply(unsigned one, unsigned two, int halves) const {
    uint4 first = readUnit(one);
    uint4 second = readUnit(two);
    apply(first, second, halves);
    writeUnit(one, first);
    writeUnit(two, second);
  }
};
