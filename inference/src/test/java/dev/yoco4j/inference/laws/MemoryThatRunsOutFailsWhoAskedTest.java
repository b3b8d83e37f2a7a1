package dev.yoco4j.inference.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.empty;

import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationEvent.Started;
import dev.yoco4j.inference.GenerationEvent.Token;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.Submission;
import dev.yoco4j.inference.engine.ByteTokens;
import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.inference.engine.Recording;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.testkit.CudaTest;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorHolder;
import dev.yoco4j.torch.cuda.CudaMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch_cuda;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A GPU's memory runs out within a step, in libtorch's own allocator: it is not given more than it
/// has. Who asked for it fails and is told of what; the engine goes on, and all memory is there
/// again.
@CudaTest
@Timeout(120)
class MemoryThatRunsOutFailsWhoAskedTest {
  private static final byte GPU = 0;

  /// A segment of so many positions needs memory that no step of generation has left behind.
  private static final int LONG = 30_000;

  /// libtorch's blocks are multiples of it.
  private static final long SMALLEST = 512;

  private final GenerationRequest request = Requests.greedy(Requests.tokens(1, 300), 200);

  /// What nobody computes with, and holds memory.
  private final List<TensorHolder> hoard = new ArrayList<>();

  /// From now on libtorch has to do with what it has from the driver.
  private static void limit() {
    double has = (double) CudaMemory.reservedBytes();
    torch_cuda.getAllocator().setMemoryFraction(has / (double) CudaMemory.totalBytes(), GPU);
  }

  /// Takes what libtorch has left for this thread's stream, to the last block.
  private void takeAll() {
    CudaMemory.giveBack();
    limit();
    for (long bytes = 16L << 20; bytes >= SMALLEST; bytes /= 2) {
      boolean more = true;
      while (more) {
        more = take(bytes);
      }
    }
  }

  private boolean take(long bytes) {
    try (Scope _ = Scope.open()) {
      hoard.add(
          new TensorHolder(
              empty(new long[] {bytes}, Device.CUDA.options(ScalarType.Byte), Floats.anyFormat())));
      return true;
    } catch (RuntimeException _) {
      return false;
    }
  }

  @AfterEach
  void giveBack() {
    torch_cuda.getAllocator().setMemoryFraction(1, GPU);
    hoard.forEach(TensorHolder::close);
    hoard.clear();
  }

  private static ModelEngine engine(LanguageModel model) {
    EngineConfig config =
        EngineConfig.of(model).withMaxPositions(2 * LONG).withPrefillSegment(LONG).withBatch(4);
    return new ModelEngine(model, new ByteTokens(), config.withoutSnapshots());
  }

  /// After the first failure and the next request, libraries have what they keep; after another
  /// there is as much.
  private void leavesNothing(ModelEngine engine, int[] want, Runnable failure) {
    List<Long> held = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      failure.run();
      giveBack();
      assertThat(Requests.generated(engine, request)).isEqualTo(want);
      assertThat(engine.failure()).isEmpty();
      assertThat(engine.status().heldBytes()).isZero();
      assertThat(engine.status().reservedBytes()).isZero();
      held.add(CudaMemory.tensorBytes() + CudaMemory.growingBytes());
    }
    assertThat(held.getLast()).isEqualTo(held.getFirst());
  }

  private static Consumer<GenerationEvent> once(Class<?> kind, int count, Runnable action) {
    int[] seen = {0};
    return event -> {
      if (kind.isInstance(event) && ++seen[0] == count) {
        action.run();
      }
    };
  }

  private static void failed(Submission failing, String step) {
    assertThatThrownBy(failing::await)
        .hasMessageMatching(step + " positions: (?i)(?s).*out of memory.* [0-9.]+ [GMK]iB.*");
  }

  @ParameterizedTest
  @EnumSource(names = {"RETENTION", "WINDOW", "TRANSFORMER"})
  void a_prompt_without_memory_fails_alone(WideModel wide) {
    try (LanguageModel model = wide.build(Device.CUDA, Precision.BFLOAT16);
        ModelEngine engine = engine(model)) {
      int[] want = Requests.generated(engine, request);
      leavesNothing(
          engine,
          want,
          () -> {
            Recording events = new Recording();
            CompletableFuture<Submission> failing = new CompletableFuture<>();
            Runnable submit =
                () ->
                    failing.complete(
                        engine.submit(
                            Requests.greedy(Requests.tokens(2, LONG), 5),
                            once(Started.class, 1, MemoryThatRunsOutFailsWhoAskedTest::limit),
                            () -> false));
            Submission other =
                engine.submit(request, events.andThen(once(Token.class, 5, submit)), () -> false);
            failed(failing.join(), "a prompt, tokens \\[1, 30000] behind 0");
            assertThat(other.await().reason()).isEqualTo(FinishReason.MAX_TOKENS);
            assertThat(events.tokens()).isEqualTo(want);
          });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RETENTION", "WINDOW", "TRANSFORMER"})
  void a_step_without_memory_fails_its_batch_and_the_engine_goes_on(WideModel wide) {
    try (LanguageModel model = wide.build(Device.CUDA, Precision.BFLOAT16);
        ModelEngine engine = engine(model)) {
      int[] want = Requests.generated(engine, request);
      leavesNothing(
          engine,
          want,
          () -> {
            Submission one =
                engine.submit(request, once(Token.class, 50, this::takeAll), () -> false);
            Submission two = engine.submit(request, _ -> {}, () -> false);
            for (Submission failing : List.of(one, two)) {
              failed(failing, "a step, tokens \\[2, 1] behind \\[\\d+, \\d+]");
            }
          });
    }
  }
}
