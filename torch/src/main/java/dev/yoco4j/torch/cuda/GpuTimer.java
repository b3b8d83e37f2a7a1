package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalDouble;

/// How long the GPU takes for what this thread's stream is asked for between two calls.
final class GpuTimer implements TimedChoice.Timing {
  private static final DriverFunction CREATE =
      CudaDriver.function("cuEventCreate", ADDRESS, JAVA_INT);
  private static final DriverFunction RECORD =
      CudaDriver.function("cuEventRecord", JAVA_LONG, JAVA_LONG);
  private static final DriverFunction QUERY = CudaDriver.function("cuEventQuery", JAVA_LONG);
  private static final DriverFunction ELAPSED =
      CudaDriver.function("cuEventElapsedTime", ADDRESS, JAVA_LONG, JAVA_LONG);
  private static final DriverFunction DESTROY = CudaDriver.function("cuEventDestroy_v2", JAVA_LONG);

  private final long begin;
  private final long end;

  private GpuTimer(long begin, long end) {
    this.begin = begin;
    this.end = end;
  }

  /// Starts.
  static GpuTimer started() {
    GpuTimer timer = new GpuTimer(created(), created());
    RECORD.call("timing", timer.begin, CudaStreams.handle());
    return timer;
  }

  private static long created() {
    CudaDevice.attach();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(JAVA_LONG);
      CREATE.call("making a timer", event, 0);
      return event.get(JAVA_LONG, 0);
    }
  }

  /// Stops.
  void stop() {
    RECORD.call("timing", end, CudaStreams.handle());
  }

  /// Milliseconds, once; the timer is gone then.
  @Override
  public OptionalDouble elapsed() {
    if (QUERY.code(end) != 0) {
      return OptionalDouble.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment milliseconds = arena.allocate(JAVA_FLOAT);
      ELAPSED.call("timing", milliseconds, begin, end);
      DESTROY.call("timing", begin);
      DESTROY.call("timing", end);
      return OptionalDouble.of((double) milliseconds.get(JAVA_FLOAT, 0));
    }
  }
}
