package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.yoco4j.torch.Scope;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.global.torch_cuda;

/// The GPU's queues of work. libtorch has a current one for each thread; it and our kernels put
/// their work there, so that they run in the order of the calls.
public final class CudaStreams {
  /// A function in C that libtorch has where it has CUDA.
  static final String CURRENT_STREAM = "aoti_torch_get_current_cuda_stream";

  private static final int DEVICE = 0;

  private CudaStreams() {}

  /// libtorch's own function in C, which takes a fraction of what an object for the stream does.
  private static final class Calls {
    static final MethodHandle CURRENT =
        NativeLibrary.loaded("this libtorch has no CUDA, or another version of it")
            .handle(CURRENT_STREAM, FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  }

  /// The current stream of this thread.
  ///
  /// @return the driver's handle; 0 is the default stream
  /// @throws IllegalStateException if libtorch can't use CUDA
  public static long handle() {
    MemorySegment stream = ThreadMemory.get().stream();
    int code;
    try {
      code = (int) Calls.CURRENT.invokeExact(DEVICE, stream);
    } catch (Throwable e) {
      throw NativeLibrary.broken(e);
    }
    if (code != 0) {
      throw new IllegalStateException("libtorch gave no stream of the GPU, code " + code);
    }
    return stream.get(JAVA_LONG, 0);
  }

  /// Makes a stream other than the default one current, which alone can be recorded.
  ///
  /// It waits for nothing: what other streams were asked for before must be done
  /// ([dev.yoco4j.torch.Device#synchronize]) before work here reads it, and the other way round.
  ///
  /// @return what restores the stream that was current, to be closed on the same thread
  public static Own ownStreamForThisThread() {
    return new Own();
  }

  /// A stream beside those that compute, for copies.
  ///
  /// It waits for nothing that other streams were asked for, nor they for it.
  public static final class Copies implements AutoCloseable {
    private final CUDAStream stream;

    /// Takes a stream from libtorch's, which may have given it to others as well.
    public Copies() {
      try (Scope _ = Scope.open()) {
        stream = torch_cuda.getStreamFromPool();
        stream.retainReference();
      }
    }

    /// Makes what this thread asks for from now on wait for this stream's work alone.
    public void use() {
      torch_cuda.setCurrentCUDAStream(stream);
    }

    /// Waits for the work of this stream.
    public void await() {
      stream.synchronize();
    }

    @Override
    public void close() {
      stream.releaseReference();
    }
  }

  /// A stream that is current until it is closed.
  public static final class Own implements AutoCloseable {
    private final CUDAStream before;

    private Own() {
      CUDAStream own;
      try (Scope _ = Scope.open()) {
        before = retained(torch_cuda.getCurrentCUDAStream());
        own = torch_cuda.getStreamFromPool();
        torch_cuda.setCurrentCUDAStream(own);
      }
    }

    private static CUDAStream retained(CUDAStream stream) {
      stream.retainReference();
      return stream;
    }

    /// Restores the stream that was current.
    @Override
    public void close() {
      if (!before.isNull()) {
        torch_cuda.setCurrentCUDAStream(before);
        before.releaseReference();
      }
    }
  }
}
