package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

/// What a kernel is launched with, in the order of its parameters.
///
/// Addresses of tensors are noted, tensors are not kept: launch before they are freed. Memory that
/// is freed after the launch is safe where only this thread's stream takes it again, as with
/// everything in libtorch.
public final class KernelArguments {
  private static final int USUAL = 16;
  private static final long LOW = 0xffff_ffffL;

  private long[] words = new long[USUAL];
  private int used;
  private final int[] starts = new int[ThreadMemory.ARGUMENTS];
  private int count;
  private long wide;
  private long maps;

  /// Starts without arguments.
  public KernelArguments() {}

  /// Adds the address of a tensor's first number, for a parameter that is a pointer.
  ///
  /// @param tensor on CUDA; its strides are not looked at
  /// @return these arguments
  /// @throws IllegalArgumentException if it is not on CUDA
  public KernelArguments tensor(Tensor tensor) {
    if (!tensor.is_cuda()) {
      throw new IllegalArgumentException(
          "argument " + count + " must be a tensor on CUDA, is one on the CPU");
    }
    Pointer first = tensor.data_ptr();
    return add(first == null ? 0 : first.address(), true); // null where there are no numbers
  }

  /// Adds numbers for parameters of type `int` or `unsigned`.
  ///
  /// @param numbers one for each parameter
  /// @return these arguments
  public KernelArguments ints(int... numbers) {
    for (int number : numbers) {
      add(number & LOW, false);
    }
    return this;
  }

  /// Adds numbers for parameters of type `long long`, or addresses for pointers.
  ///
  /// @param numbers one for each parameter
  /// @return these arguments
  public KernelArguments longs(long... numbers) {
    for (long number : numbers) {
      add(number, true);
    }
    return this;
  }

  /// Adds numbers for parameters of type `float`.
  ///
  /// @param numbers one for each parameter
  /// @return these arguments
  public KernelArguments floats(float... numbers) {
    for (float number : numbers) {
      add(Float.floatToRawIntBits(number) & LOW, false);
    }
    return this;
  }

  /// Adds a map of a tensor, for a parameter that is a `__grid_constant__` structure of 128 bytes.
  ///
  /// @param map where its boxes lie
  /// @return these arguments
  public KernelArguments map(TensorMap map) {
    maps |= 1L << begin(TensorMap.WORDS);
    System.arraycopy(map.words(), 0, words, used - TensorMap.WORDS, TensorMap.WORDS);
    return this;
  }

  private KernelArguments add(long value, boolean eightBytes) {
    int index = begin(1);
    wide |= eightBytes ? 1L << index : 0;
    words[used - 1] = value;
    return this;
  }

  /// Takes room for the next argument.
  private int begin(int size) {
    if (count == ThreadMemory.ARGUMENTS || used + size > ThreadMemory.WORDS) {
      throw new IllegalArgumentException(
          "a kernel can have at most "
              + ThreadMemory.ARGUMENTS
              + " arguments of "
              + ThreadMemory.WORDS * Long.BYTES
              + " bytes in all");
    }
    if (used + size > words.length) {
      words = Arrays.copyOf(words, ThreadMemory.WORDS);
    }
    starts[count] = used;
    used += size;
    return count++;
  }

  int count() {
    return count;
  }

  /// A bit for each argument, set where it has eight bytes and not four.
  long wide() {
    return wide;
  }

  /// A bit for each argument, set where it is a map.
  long maps() {
    return maps;
  }

  /// Writes them, in units of eight bytes, the low ones first, and where each begins.
  void copyTo(MemorySegment values, MemorySegment addresses) {
    MemorySegment.copy(words, 0, values, JAVA_LONG, 0, used);
    for (int i = 0; i < count; i++) {
      addresses.setAtIndex(JAVA_LONG, i, values.address() + starts[i] * (long) Long.BYTES);
    }
  }
}
