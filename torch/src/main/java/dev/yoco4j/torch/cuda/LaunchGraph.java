package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Work of the GPU that is asked for once and done many times, without the time that asking for
/// each piece takes.
///
/// A replay reads and writes the addresses of the recording: new input is copied into the tensors
/// that were read then, and results are in those that were written. Run the work once before it is
/// recorded, so that libraries and kernels are loaded; it may not wait for the GPU, read numbers
/// from it, draw random ones, or make a [dev.yoco4j.torch.GrowingTensor] grow.
///
/// **Memory.** libtorch keeps freed memory of each stream for that stream. So a stream that does
/// nothing but record and replay may free intermediate tensors in the recording: nobody but later
/// work of the same stream takes their memory, and that runs before or after a replay, not within.
/// Inputs and results must stay alive, as other tensors of the stream would take their places. What
/// breaks this is memory that libtorch gives back to the driver, which it does when it finds none
/// free and in [CudaMemory#giveBack]: then [#isStale] is true, and the graph must be recorded
/// again.
public final class LaunchGraph implements AutoCloseable {
  private static final int ONLY_THIS_THREAD = 1;

  private static final DriverFunction BEGIN =
      CudaDriver.function("cuStreamBeginCapture_v2", JAVA_LONG, JAVA_INT);
  private static final DriverFunction END =
      CudaDriver.function("cuStreamEndCapture", JAVA_LONG, ADDRESS);
  private static final DriverFunction INSTANTIATE =
      CudaDriver.function("cuGraphInstantiateWithFlags", ADDRESS, JAVA_LONG, JAVA_LONG);
  private static final DriverFunction DESTROY_RECORDING =
      CudaDriver.function("cuGraphDestroy", JAVA_LONG);
  private static final DriverFunction DESTROY =
      CudaDriver.function("cuGraphExecDestroy", JAVA_LONG);
  private static final MethodHandle LAUNCH = CudaDriver.fast("cuGraphLaunch", JAVA_LONG, JAVA_LONG);

  private final long givenBack;
  private long graph;

  private LaunchGraph(long graph) {
    this.graph = graph;
    givenBack = CudaMemory.timesGivenBack();
  }

  /// Records instead of doing.
  ///
  /// @param launches asks for the work, on this thread
  /// @return the work, not done yet
  /// @throws IllegalStateException if the current stream is the default one
  ///   ([CudaStreams#ownStreamForThisThread]), or the work can't be recorded; what `launches`
  ///   throws is thrown as it is
  public static LaunchGraph record(Runnable launches) {
    long stream = CudaStreams.handle();
    if (stream == 0) {
      throw new IllegalStateException(
          "the default stream can't be recorded: make another one current, with"
              + " CudaStreams.ownStreamForThisThread()");
    }
    BEGIN.call("starting to record", stream, ONLY_THIS_THREAD);
    try {
      launches.run();
    } catch (RuntimeException | Error e) {
      abandon(stream);
      throw e;
    }
    return new LaunchGraph(instantiated(ended(stream)));
  }

  /// The stream must be usable again; that the recording is broken is known already.
  private static void abandon(long stream) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment recording = arena.allocate(JAVA_LONG);
      int _ = END.code(stream, recording);
      if (recording.get(JAVA_LONG, 0) != 0) {
        int _ = DESTROY_RECORDING.code(recording.get(JAVA_LONG, 0));
      }
    }
  }

  private static long ended(long stream) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment recording = arena.allocate(JAVA_LONG);
      END.call("ending a recording", stream, recording);
      return recording.get(JAVA_LONG, 0);
    }
  }

  private static long instantiated(long recording) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment graph = arena.allocate(JAVA_LONG);
      INSTANTIATE.call("making a graph of a recording", graph, recording, 0L);
      return graph.get(JAVA_LONG, 0);
    } finally {
      int _ = DESTROY_RECORDING.code(recording);
    }
  }

  /// Asks for the work once more, on this thread's current stream, and does not wait.
  ///
  /// @throws IllegalStateException if the GPU can't start it, or this is closed
  public void replay() {
    if (graph == 0) {
      throw new IllegalStateException("the graph is closed");
    }
    int code;
    try {
      code = (int) LAUNCH.invokeExact(graph, CudaStreams.handle());
    } catch (Throwable e) {
      throw NativeLibrary.broken(e);
    }
    CudaDriver.check(code, "cuGraphLaunch", "replaying a graph");
  }

  /// Whether memory of the recording may have been given back to the driver since.
  ///
  /// @return true if it must be recorded again before the next replay
  public boolean isStale() {
    return CudaMemory.timesGivenBack() != givenBack;
  }

  /// Frees the graph; a replay that still runs ends as usual.
  @Override
  public void close() {
    if (graph != 0) {
      CudaDevice.attach();
      int _ = DESTROY.code(graph);
      graph = 0;
    }
  }
}
