package dev.yoco4j.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// Addresses that are set aside at once and get memory little by little.
///
/// Sizes are multiples of [#granule]. Addresses set aside cost no memory, and none of the system's
/// promise of memory either.
sealed interface AddressSpace permits PosixAddressSpace, WindowsAddressSpace, CudaAddressSpace {
  /// A multiple of the page size of every system we run on.
  long GRANULE = 64 * 1024;

  /// A multiple of the page size of a GPU's memory.
  long GPU_GRANULE = 2 * 1024 * 1024;

  /// What sizes are multiples of.
  ///
  /// @return bytes
  default long granule() {
    return GRANULE;
  }

  /// Sets addresses aside.
  ///
  /// @param bytes how many
  /// @return the first
  /// @throws IllegalStateException if the system refuses
  long reserve(long bytes);

  /// Gives memory to addresses set aside; what it holds means nothing.
  ///
  /// @param address the first
  /// @param bytes how many
  /// @throws IllegalStateException if the system refuses
  void commit(long address, long bytes);

  /// Takes memory back and keeps the addresses set aside.
  ///
  /// @param address the first
  /// @param bytes how many
  /// @throws IllegalStateException if the system refuses
  void decommit(long address, long bytes);

  /// Gives addresses and their memory back.
  ///
  /// @param address what [#reserve] gave
  /// @param bytes what [#reserve] was asked for
  void release(long address, long bytes);

  /// How a device does it.
  ///
  /// @param device whose memory it is
  /// @return addresses for one tensor
  static AddressSpace of(Device device) {
    return switch (device) {
      case CPU -> HOST;
      case CUDA -> new CudaAddressSpace();
    };
  }

  /// The memory of the host.
  AddressSpace HOST = ofThisSystem();

  /// How this machine's system does it.
  ///
  /// @return the calls of POSIX or of Windows
  static AddressSpace ofThisSystem() {
    boolean windows =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    return windows ? new WindowsAddressSpace() : new PosixAddressSpace();
  }

  /// Binds one function of the system.
  ///
  /// @param symbols where it is
  /// @param name its name
  /// @param descriptor its signature
  /// @return the call
  @SuppressWarnings("restricted") // the purpose of this interface
  static MethodHandle function(SymbolLookup symbols, String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), descriptor);
  }

  /// What to throw where a call into the system cannot be made at all.
  ///
  /// @param thrown by the call
  /// @return the exception
  static IllegalStateException broken(Throwable thrown) {
    return new IllegalStateException("the call into the operating system failed", thrown);
  }

  /// What to throw where the system has no more.
  ///
  /// @param bytes asked for
  /// @param of what was asked for
  /// @return the exception
  static IllegalStateException refused(long bytes, String of) {
    return new IllegalStateException("the operating system refused " + bytes + " bytes of " + of);
  }
}
