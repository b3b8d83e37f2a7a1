package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.stream.Stream;

/// A library in C that may be absent: its functions then say so when they are called, and not
/// before, so that classes that use them can be loaded everywhere.
final class NativeLibrary {
  private static final MethodHandle REFUSE = refuse();

  private final Optional<SymbolLookup> symbols;
  private final String missing;

  private NativeLibrary(Optional<SymbolLookup> symbols, String missing) {
    this.symbols = symbols;
    this.missing = missing;
  }

  /// Opens the first that there is.
  ///
  /// @param places names, which the system looks for, or paths
  /// @param missing what calls say where there is none, and what to do
  /// @return the library, present or not
  static NativeLibrary open(Stream<String> places, String missing) {
    return new NativeLibrary(
        places.map(NativeLibrary::opened).flatMap(Optional::stream).findFirst(), missing);
  }

  /// What the process has loaded already.
  ///
  /// @param missing what calls say where a function is not among it
  /// @return the libraries that Java has loaded
  static NativeLibrary loaded(String missing) {
    return new NativeLibrary(Optional.of(SymbolLookup.loaderLookup()), missing);
  }

  @SuppressWarnings("restricted") // the purpose of this class
  private static Optional<SymbolLookup> opened(String place) {
    try {
      return Optional.of(SymbolLookup.libraryLookup(place, Arena.global()));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Whether it was found.
  boolean isPresent() {
    return symbols.isPresent();
  }

  /// A function that returns a code.
  ///
  /// @param name its symbol
  /// @param arguments their types
  /// @return the function
  NativeFunction function(String name, MemoryLayout... arguments) {
    return new NativeFunction(name, handle(name, FunctionDescriptor.of(JAVA_INT, arguments)));
  }

  /// Any function.
  ///
  /// @param name its symbol
  /// @param type of what it takes and returns
  /// @return its handle, for calls that must be fast
  @SuppressWarnings("restricted") // the purpose of this class
  MethodHandle handle(String name, FunctionDescriptor type) {
    Optional<MemorySegment> symbol = symbols.flatMap(found -> found.find(name));
    return symbol
        .map(address -> Linker.nativeLinker().downcallHandle(address, type))
        .orElseGet(() -> refusing(missing + " (" + name + ")", type.toMethodType()));
  }

  private static MethodHandle refusing(String message, MethodType type) {
    return MethodHandles.foldArguments(MethodHandles.empty(type), REFUSE.bindTo(message));
  }

  private static MethodHandle refuse() {
    try {
      return MethodHandles.lookup()
          .findStatic(
              NativeLibrary.class, "refuse", MethodType.methodType(void.class, String.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  @SuppressWarnings("UnusedMethod") // called by its handle
  private static void refuse(String message) {
    throw new IllegalStateException(message);
  }

  /// What to throw where a call failed with an exception.
  ///
  /// @param thrown by the call
  /// @return the exception
  static RuntimeException broken(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException("a native function failed", thrown);
    };
  }
}
