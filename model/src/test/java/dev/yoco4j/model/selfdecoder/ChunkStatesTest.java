package dev.yoco4j.model.selfdecoder;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.stack;

import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Scope;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkStatesTest {
  private record Inputs(Tensor added, Tensor logDecay, Tensor state) {
    static Inputs of(long chunks, double decay) {
      manual_seed(17);
      Inputs drawn =
          new Inputs(
              randn(2, 3, chunks, 4, 5),
              randn(2, 3, chunks).abs().mul(new Scalar(-decay)),
              randn(2, 3, 4, 5));
      drawn.all().forEach(tensor -> tensor.requires_grad_(true));
      return drawn;
    }

    List<Tensor> all() {
      return List.of(added, logDecay, state);
    }

    /// `S_{n+1} = exp(g_n) S_n + A_n`, one chunk after the other.
    ChunkStates defined() {
      TensorVector before = new TensorVector();
      Tensor carried = state;
      for (long n = 0; n < added.size(2); n++) {
        before.push_back(carried);
        Tensor decay = logDecay.select(2, n).exp().unsqueeze(2).unsqueeze(3);
        carried = carried.mul(decay).add(added.select(2, n));
      }
      return new ChunkStates(stack(before, 2), carried);
    }
  }

  /// One chunk, groups of 32 that are cut short, whole and followed by others; decays that nothing
  /// survives.
  @ParameterizedTest(name = "N{0}-decay{1}")
  @CsvSource({"1,1", "2,1", "31,0.1", "32,0.1", "33,0.1", "64,0.01", "100,0.1", "40,300"})
  void groups_give_states_and_gradients_of_the_recurrence(long chunks, double decay) {
    try (Scope _ = Scope.open()) {
      Inputs got = Inputs.of(chunks, decay);
      ChunkStates carried = ChunkStates.inGroups(got.added, got.logDecay, got.state);
      requireDefinition(got, carried, Inputs.of(chunks, decay));
    }
  }

  @ParameterizedTest(name = "N{0}")
  @ValueSource(longs = {1, 2, 33})
  void so_does_what_the_cpu_takes(long chunks) {
    try (Scope _ = Scope.open()) {
      Inputs got = Inputs.of(chunks, 1);
      ChunkStates carried = ChunkStates.carried(got.added, got.logDecay, got.state);
      requireDefinition(got, carried, Inputs.of(chunks, 1));
    }
  }

  private static void requireDefinition(Inputs got, ChunkStates carried, Inputs want) {
    ChunkStates expected = want.defined();
    assertThatTensor(carried.before()).isCloseTo(expected.before(), Tolerances.FORWARD);
    assertThatTensor(carried.after()).isCloseTo(expected.after(), Tolerances.FORWARD);
    loss(expected).backward();
    loss(carried).backward();
    for (int i = 0; i < want.all().size(); i++) {
      assertThatTensor(got.all().get(i).grad())
          .isCloseTo(want.all().get(i).grad(), Tolerances.GRADIENT);
    }
  }

  private static Tensor loss(ChunkStates states) {
    return states.before().square().sum().add(states.after().square().sum());
  }
}
