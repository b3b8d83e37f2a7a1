package dev.yoco4j.torch;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// Windows: `VirtualAlloc` to reserve, and again to commit.
final class WindowsAddressSpace implements AddressSpace {
  private static final int COMMIT = 0x1000;
  private static final int RESERVE = 0x2000;
  private static final int DECOMMIT = 0x4000;
  private static final int RELEASE = 0x8000;
  private static final int NO_ACCESS = 1;
  private static final int READ_WRITE = 4;

  private final MethodHandle allocate;
  private final MethodHandle free;

  @SuppressWarnings("restricted") // kernel32 is in every Windows process
  WindowsAddressSpace() {
    SymbolLookup symbols = SymbolLookup.libraryLookup("kernel32", Arena.global());
    allocate =
        AddressSpace.function(
            symbols,
            "VirtualAlloc",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT));
    free =
        AddressSpace.function(
            symbols,
            "VirtualFree",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  }

  @Override
  public long reserve(long bytes) {
    long address = allocate(0, bytes, RESERVE, NO_ACCESS);
    if (address == 0) {
      throw AddressSpace.refused(bytes, "address space");
    }
    return address;
  }

  @Override
  public void commit(long address, long bytes) {
    if (allocate(address, bytes, COMMIT, READ_WRITE) == 0) {
      throw AddressSpace.refused(bytes, "memory");
    }
  }

  @Override
  public void decommit(long address, long bytes) {
    if (free(address, bytes, DECOMMIT) == 0) {
      throw AddressSpace.refused(bytes, "memory to take back");
    }
  }

  @Override
  public void release(long address, long bytes) {
    int _ = free(address, 0, RELEASE);
  }

  private int free(long address, long bytes, int kind) {
    try {
      return (int) free.invokeExact(address, bytes, kind);
    } catch (Throwable e) {
      throw AddressSpace.broken(e);
    }
  }

  private long allocate(long address, long bytes, int kind, int protection) {
    try {
      return (long) allocate.invokeExact(address, bytes, kind, protection);
    } catch (Throwable e) {
      throw AddressSpace.broken(e);
    }
  }
}
