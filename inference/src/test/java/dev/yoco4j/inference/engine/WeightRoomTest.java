package dev.yoco4j.inference.engine;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.yoco4j.torch.Precision;
import org.junit.jupiter.api.Test;

class WeightRoomTest {
  private static final long GIB = 1L << 30;

  @Test
  void weights_that_a_gpu_has_no_room_for_are_refused_with_the_numbers_and_what_to_do() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightRoom.require(13 * GIB, Precision.FLOAT32, 8 * GIB))
        .withMessage(
            "the model's weights need 13.00 GiB, and the GPU has 8.00 GiB free: give --dtype"
                + " bfloat16, give --device cpu, or end what else runs on the GPU");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightRoom.require(8 * GIB + 1, Precision.BFLOAT16, 8 * GIB))
        .withMessageContaining("free: give --device cpu");
    assertThatNoException()
        .isThrownBy(() -> WeightRoom.require(8 * GIB, Precision.BFLOAT16, 8 * GIB));
  }
}
