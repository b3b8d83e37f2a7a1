package dev.yoco4j.inference.laws;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

@EachDevice
class AbsorbNeverEntersTheCrossDecoderTest {
  @ForEachModel(value = "(?!TRANSFORMER).*", precisions = Precision.FLOAT32)
  void absorb_needs_no_weight_of_the_cross_decoder(Subject tiny) {
    try (Scope _ = Scope.open();
        LanguageModel model = tiny.build();
        SequencePast past = tiny.past()) {
      Tensor tokens = tiny.tokens(1, 150);
      changeCrossDecoder(model, weight -> weight.resize_(0));
      model.absorb(tokens, past);
      assertThat(past.length()).isEqualTo(150);
      assertThatRuntimeException()
          .as("whoever enters fails")
          .isThrownBy(() -> model.next(tokens, past));
    }
  }

  @ForEachModel("(?!TRANSFORMER).*")
  void nothing_of_the_cross_decoder_reaches_the_past(Subject tiny) {
    try (Scope _ = Scope.open();
        LanguageModel healthy = tiny.build();
        LanguageModel poisoned = tiny.build();
        SequencePast want = tiny.past();
        SequencePast got = tiny.past()) {
      Tensor tokens = tiny.tokens(1, 150);
      changeCrossDecoder(poisoned, weight -> weight.fill_(new Scalar(Double.NaN)));
      Tensor _ = healthy.next(tokens, want);
      Tensor broken = poisoned.next(tokens, got);
      assertThat(broken.isnan().all().item_bool()).as("the poison works").isTrue();
      List<Tensor> wanted = tiny.contents(want);
      List<Tensor> held = tiny.contents(got);
      for (int i = 0; i < wanted.size(); i++) {
        assertThat(held.get(i).isfinite().all().item_bool()).as("state %s is finite", i).isTrue();
        assertThatTensor(held.get(i)).isIdenticalTo(wanted.get(i));
      }
    }
  }

  private static void changeCrossDecoder(LanguageModel model, Consumer<Tensor> change) {
    model.parameters().tensors().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("model.cross_layers."))
        .forEach(entry -> change.accept(entry.getValue()));
  }
}
