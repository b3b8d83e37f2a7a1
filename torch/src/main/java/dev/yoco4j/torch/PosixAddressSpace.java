package dev.yoco4j.torch;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// Linux and macOS: `mmap` without access to reserve and to decommit, `mprotect` to commit.
final class PosixAddressSpace implements AddressSpace {
  private static final int NO_ACCESS = 0;
  private static final int READ_WRITE = 3;
  private static final int PRIVATE = 2;
  private static final int FIXED = 0x10;
  private static final int ANONYMOUS_LINUX = 0x20;
  private static final int ANONYMOUS_MAC = 0x1000;

  private final MethodHandle map;
  private final MethodHandle protect;
  private final MethodHandle unmap;
  private final int flags;

  PosixAddressSpace() {
    SymbolLookup symbols = Linker.nativeLinker().defaultLookup();
    map =
        AddressSpace.function(
            symbols,
            "mmap",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    protect =
        AddressSpace.function(
            symbols, "mprotect", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    unmap =
        AddressSpace.function(
            symbols, "munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    boolean mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    flags = PRIVATE | (mac ? ANONYMOUS_MAC : ANONYMOUS_LINUX);
  }

  @Override
  public long reserve(long bytes) {
    return map(0, bytes, flags);
  }

  private long map(long at, long bytes, int how) {
    long address;
    try {
      address = (long) map.invokeExact(at, bytes, NO_ACCESS, how, -1, 0L);
    } catch (Throwable e) {
      throw AddressSpace.broken(e);
    }
    if (address == -1) {
      throw AddressSpace.refused(bytes, "address space");
    }
    return address;
  }

  @Override
  public void commit(long address, long bytes) {
    int result;
    try {
      result = (int) protect.invokeExact(address, bytes, READ_WRITE);
    } catch (Throwable e) {
      throw AddressSpace.broken(e);
    }
    if (result != 0) {
      throw AddressSpace.refused(bytes, "memory");
    }
  }

  /// Fresh addresses without memory take the place of the old ones.
  @Override
  public void decommit(long address, long bytes) {
    long _ = map(address, bytes, flags | FIXED);
  }

  @Override
  public void release(long address, long bytes) {
    try {
      int _ = (int) unmap.invokeExact(address, bytes);
    } catch (Throwable e) {
      throw AddressSpace.broken(e);
    }
  }
}
