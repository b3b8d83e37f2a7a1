package dev.yoco4j.torch;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The meeting point of libtorch's tensors and Java's memory segments.
///
/// Sizes and strides count elements, as in libtorch. What is asked for outside a segment is
/// refused, so that a wrong number in a file cannot become a wild read. Tensors that are returned
/// belong to the caller's scope, if one is open.
public final class TensorMemory {
  /// The most dimensions that libtorch's operators take.
  public static final int MAX_DIMENSIONS = 64;

  private TensorMemory() {}

  /// The bytes of a tensor, in place.
  ///
  /// @param tensor a contiguous tensor in the memory of the host
  /// @return its bytes; they must not be touched after the tensor is gone
  /// @throws IllegalArgumentException if the tensor is strided or on a device
  public static MemorySegment bytes(Tensor tensor) {
    if (!tensor.is_cpu() || !tensor.is_contiguous()) {
      throw new IllegalArgumentException("tensor must be contiguous and on the CPU");
    }
    return tensor.numel() == 0 ? MemorySegment.NULL : at(tensor.data_ptr(), tensor.nbytes());
  }

  /// Where a tensor's first element lies, on whatever device.
  ///
  /// @param tensor any
  /// @return its address
  public static long address(Tensor tensor) {
    return tensor.data_ptr().address();
  }

  /// The bytes from the first to the last element of a tensor, gaps between strides included.
  ///
  /// @param dtype the type of an element
  /// @param sizes the sizes
  /// @param strides the strides, as many
  /// @return the number of bytes, 0 if a size is 0
  /// @throws ArithmeticException if the number, or the number of elements, does not fit a long
  /// @throws IllegalArgumentException if there are too many sizes or one is negative
  public static long span(ScalarType dtype, List<Long> sizes, List<Long> strides) {
    if (sizes.size() > MAX_DIMENSIONS || sizes.size() != strides.size()) {
      throw new IllegalArgumentException(
          sizes.size() + " sizes and " + strides.size() + " strides, at most " + MAX_DIMENSIONS);
    }
    long last = 0;
    long product = torch.elementSize(dtype);
    boolean empty = false;
    for (int i = 0; i < sizes.size(); i++) {
      long size = sizes.get(i);
      if (size < 0 || strides.get(i) < 0) {
        throw new IllegalArgumentException("sizes " + sizes + " with strides " + strides);
      }
      empty |= size == 0;
      product = Math.multiplyExact(product, Math.max(size, 1));
      last = Math.addExact(last, Math.multiplyExact(Math.max(size, 1) - 1, strides.get(i)));
    }
    long span = Math.multiplyExact(Math.addExact(last, 1), torch.elementSize(dtype));
    return empty ? 0 : span;
  }

  /// The strides of a contiguous tensor.
  ///
  /// @param sizes its sizes
  /// @return as many strides, the last one 1
  public static List<Long> contiguousStrides(List<Long> sizes) {
    Long[] strides = new Long[sizes.size()];
    long stride = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride = Math.multiplyExact(stride, Math.max(sizes.get(i), 1));
    }
    return List.of(strides);
  }

  /// A tensor over memory that it does not own.
  ///
  /// Elements of a type must lie on multiples of its size, or operators may trap; memory that does
  /// not is copied instead.
  ///
  /// @param memory native memory that outlives the tensor; writing to it is up to its owner
  /// @param dtype the type of an element
  /// @param sizes the sizes
  /// @param strides the strides
  /// @return the tensor, its first element at the start of the memory
  /// @throws IllegalArgumentException if the tensor does not fit the memory
  public static Tensor view(
      MemorySegment memory, ScalarType dtype, List<Long> sizes, List<Long> strides) {
    long span = checkedSpan(memory, dtype, sizes, strides);
    if (span == 0 || memory.address() % torch.elementSize(dtype) != 0) {
      return copy(memory, dtype, sizes, strides);
    }
    return torch.from_blob(
        new Address(memory.address()), longs(sizes), longs(strides), new TensorOptions(dtype));
  }

  /// A tensor with its own copy of the memory from its first to its last element.
  ///
  /// @param memory the memory
  /// @param dtype the type of an element
  /// @param sizes the sizes
  /// @param strides the strides, which the copy has too
  /// @return the tensor
  /// @throws IllegalArgumentException if the tensor does not fit the memory
  public static Tensor copy(
      MemorySegment memory, ScalarType dtype, List<Long> sizes, List<Long> strides) {
    long span = checkedSpan(memory, dtype, sizes, strides);
    Tensor copy = torch.empty_strided(longs(sizes), longs(strides), new TensorOptions(dtype));
    if (span > 0) {
      MemorySegment.copy(memory, 0, at(copy.data_ptr(), span), 0, span);
    }
    return copy;
  }

  /// A tensor with a copy of numbers.
  ///
  /// @param values the numbers
  /// @return `[values.length]`, float32
  public static Tensor of(float[] values) {
    return copy(
        MemorySegment.ofArray(values),
        ScalarType.Float,
        List.of((long) values.length),
        List.of(1L));
  }

  private static long checkedSpan(
      MemorySegment memory, ScalarType dtype, List<Long> sizes, List<Long> strides) {
    long span = span(dtype, sizes, strides);
    if (span > memory.byteSize()) {
      throw new IllegalArgumentException(
          "a tensor of " + span + " bytes in memory of " + memory.byteSize());
    }
    return span;
  }

  @SuppressWarnings("restricted")
  private static MemorySegment at(Pointer start, long bytes) {
    return MemorySegment.ofAddress(start.address()).reinterpret(bytes);
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  /// A pointer to memory that JavaCPP did not allocate and must not free.
  private static final class Address extends Pointer {
    Address(long address) {
      this.address = address;
    }
  }
}
